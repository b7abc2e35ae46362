//===- JSONFields.h - Objects whose fields are all accounted for *- C++ -*-===//

#ifndef QUANTX_SUPPORT_JSONFIELDS_H
#define QUANTX_SUPPORT_JSONFIELDS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace quantx {

/// Takes the fields of a JSON object one by one. The first thing that is wrong
/// is kept as the error; what is taken after it is empty.
class JSONFields {
public:
  /// `context` begins every error: "'file': tensor 'x'".
  JSONFields(const llvm::json::Object &object, std::string context)
      : object(object), context(std::move(context)) {}

  bool has(llvm::StringRef field) const { return object.get(field); }

  uint64_t takeCount(llvm::StringRef field);
  int64_t takeInteger(llvm::StringRef field);
  /// A number that is a finite f32 exactly.
  float takeFloat(llvm::StringRef field);
  bool takeBool(llvm::StringRef field);
  std::string takeString(llvm::StringRef field);
  const llvm::json::Array &takeArray(llvm::StringRef field);
  const llvm::json::Object &takeObject(llvm::StringRef field);

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
  std::string context;
  std::string firstError;
  llvm::SmallVector<llvm::StringRef> taken;
};

/// Parses `text`, the contents of the file `name`, which is for messages.
/// Brackets nest at most 16 deep.
llvm::Expected<llvm::json::Value> parseJSON(llvm::StringRef text,
                                            llvm::StringRef name);

} // namespace quantx

#endif // QUANTX_SUPPORT_JSONFIELDS_H
