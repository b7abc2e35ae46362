//===- JSONFields.h - Objects whose fields are all accounted for *- C++ -*-===//

#ifndef QUANTX_SUPPORT_JSONFIELDS_H
#define QUANTX_SUPPORT_JSONFIELDS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>

namespace quantx {

/// The text of a file, for errors that say where.
struct JSONSource {
  llvm::StringRef name;
  llvm::StringRef text;

  /// "NAME:LINE:COLUMN: key 'PATH'" for the field or element `path`; that of
  /// what holds it where there is no such thing.
  std::string describe(llvm::StringRef path) const;
};

/// Takes the fields of a JSON object one by one. The first thing that is wrong
/// is kept as the error; what is taken after it is empty.
class JSONFields {
public:
  /// `context` begins every error: "'file': tensor 'x'".
  JSONFields(const llvm::json::Object &object, std::string context)
      : object(object), context(std::move(context)) {}

  /// The object is at `path` in a file, the whole of it where that is empty;
  /// errors say where their field stands.
  JSONFields(const llvm::json::Object &object, const JSONSource &source,
             std::string path)
      : object(object), context(std::move(path)), source(source) {}

  /// Whether there is such a field. One that is asked for is known.
  bool has(llvm::StringRef field);

  uint64_t takeCount(llvm::StringRef field);
  int64_t takeInteger(llvm::StringRef field);
  /// A number that is a finite f32 exactly.
  float takeFloat(llvm::StringRef field);
  std::string takeString(llvm::StringRef field);
  bool takeBool(llvm::StringRef field);
  const llvm::json::Array &takeArray(llvm::StringRef field);
  const llvm::json::Object &takeObject(llvm::StringRef field);

  /// The path of a field, for a file with a source.
  std::string getPath(llvm::StringRef field) const;

  /// Records that `field` is wrong.
  void fail(llvm::StringRef field, const llvm::Twine &what);

  bool failed() const { return !firstError.empty(); }

  /// The first error; it is one, too, if a field was never taken.
  llvm::Error finish();

private:
  const llvm::json::Value *take(llvm::StringRef field);
  /// Records that `field` is no `what`, if it is there.
  void expected(llvm::StringRef field, llvm::StringRef what);

  const llvm::json::Object &object;
  /// What begins errors, or the object's path where there is a source.
  std::string context;
  std::optional<JSONSource> source;
  std::string firstError;
  llvm::SmallVector<llvm::StringRef> known;
};

/// Parses `text`, the contents of the file `name`, which is for messages.
/// Brackets nest at most 16 deep, and no object has a field twice.
llvm::Expected<llvm::json::Value> parseJSON(llvm::StringRef text,
                                            llvm::StringRef name);

} // namespace quantx

#endif // QUANTX_SUPPORT_JSONFIELDS_H
