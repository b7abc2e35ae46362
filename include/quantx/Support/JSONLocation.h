//===- JSONLocation.h - Where things stand in JSON --------------*- C++ -*-===//
//
// LLVM's parser says where a text is no JSON, and nothing of the values that it
// gives. What is wrong with those is found later, by name, and looked up here.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_SUPPORT_JSONLOCATION_H
#define QUANTX_SUPPORT_JSONLOCATION_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace quantx {

/// Both from 1; columns count bytes.
struct JSONLocation {
  unsigned line = 1;
  unsigned column = 1;
};

/// Where the field or element that `path` names stands: a field by its name, an
/// element by its value. A path is like "rules[1].ops". `text` is JSON.
std::optional<JSONLocation> findInJSON(llvm::StringRef text,
                                       llvm::StringRef path);

/// A field that an object has twice.
struct JSONDuplicate {
  std::string path;
  /// Of the second one.
  JSONLocation location;
};

/// The first such field of `text`, which is JSON.
std::optional<JSONDuplicate> findDuplicateInJSON(llvm::StringRef text);

} // namespace quantx

#endif // QUANTX_SUPPORT_JSONLOCATION_H
