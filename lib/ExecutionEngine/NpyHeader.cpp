//===- NpyHeader.cpp - The dictionary before the elements of a .npy -------===//

#include "NpyHeader.h"

#include "TensorFormats.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::fileformat;

/// The letters and digits of `descr` behind the byte order.
static constexpr std::pair<StringLiteral, ElementType> descrTable[] = {
    {"b1", ElementType::Bool}, {"i1", ElementType::I8},
    {"u1", ElementType::U8},   {"i2", ElementType::I16},
    {"u2", ElementType::U16},  {"i4", ElementType::I32},
    {"u4", ElementType::U32},  {"i8", ElementType::I64},
    {"u8", ElementType::U64},  {"f2", ElementType::F16},
    {"f4", ElementType::F32},  {"f8", ElementType::F64}};

namespace {

/// Parses the dictionary. Only what numpy itself writes is understood: plain
/// strings, True and False, and a tuple of non-negative integers.
class HeaderParser {
public:
  HeaderParser(StringRef name, StringRef text) : name(name), rest(text) {}

  Expected<NpyHeader> parse();

private:
  Error fail(const Twine &what) {
    return fileformat::formatError(name, "in the .npy header: " + what);
  }
  bool consume(char c) {
    rest = rest.ltrim();
    return rest.consume_front(StringRef(&c, 1));
  }
  Expected<StringRef> parseString();
  Error parseEntry(StringRef key);
  Error parseDescr();
  Error parseFortranOrder();
  Error parseShape();

  StringRef name, rest;
  NpyHeader header;
};

} // namespace

Expected<StringRef> HeaderParser::parseString() {
  rest = rest.ltrim();
  if (rest.empty() || (rest.front() != '\'' && rest.front() != '"'))
    return fail("a quoted string is expected");
  auto [text, after] = rest.drop_front().split(rest.front());
  rest = after;
  return text;
}

Error HeaderParser::parseDescr() {
  if (rest.ltrim().starts_with("["))
    return fail("the elements are records; a tensor of numbers is needed");
  Expected<StringRef> descr = parseString();
  if (!descr)
    return descr.takeError();
  StringRef order = descr->take_front(1),
            kind = descr->drop_front(order.size());
  const auto *entry =
      find_if(descrTable, [&](auto &row) { return row.first == kind; });
  if (entry == std::end(descrTable) || !StringRef("<>|=").contains(order))
    return fail("element type '" + *descr +
                "' is not supported; bool, integers of 8 to 64 bits, f16, f32 "
                "and f64 are");
  header.type = entry->second;
  header.bigEndian = order == ">";
  return Error::success();
}

Error HeaderParser::parseFortranOrder() {
  rest = rest.ltrim();
  if (rest.consume_front("True"))
    header.fortranOrder = true;
  else if (rest.consume_front("False"))
    header.fortranOrder = false;
  else
    return fail("fortran_order must be True or False");
  return Error::success();
}

Error HeaderParser::parseShape() {
  if (!consume('('))
    return fail("shape must be a tuple of integers");
  header.shape.clear();
  while (!consume(')')) {
    int64_t size = 0;
    rest = rest.ltrim();
    if (rest.consumeInteger(10, size) || size < 0)
      return fail("shape must be a tuple of non-negative integers");
    rest.consume_front("L"); // as Python 2 wrote it
    header.shape.push_back(size);
    if (!consume(',') && !rest.ltrim().starts_with(")"))
      return fail("shape must be a tuple of integers");
  }
  return Error::success();
}

Error HeaderParser::parseEntry(StringRef key) {
  if (key == "descr")
    return parseDescr();
  if (key == "fortran_order")
    return parseFortranOrder();
  if (key == "shape")
    return parseShape();
  return fail("unknown key '" + key + "'");
}

Expected<NpyHeader> HeaderParser::parse() {
  SmallVector<StringRef, 3> seen;
  if (!consume('{'))
    return fail("a dictionary is expected");
  while (!consume('}')) {
    Expected<StringRef> key = parseString();
    if (!key)
      return key.takeError();
    if (is_contained(seen, *key))
      return fail("key '" + *key + "' appears twice");
    seen.push_back(*key);
    if (!consume(':'))
      return fail("':' is expected behind '" + *key + "'");
    if (Error error = parseEntry(*key))
      return error;
    if (!consume(',') && !rest.ltrim().starts_with("}"))
      return fail("',' or '}' is expected behind the value of '" + *key + "'");
  }
  if (seen.size() != 3)
    return fail("descr, fortran_order and shape are needed");
  return std::move(header);
}

Expected<NpyHeader> fileformat::parseNpyHeader(StringRef name, StringRef text) {
  return HeaderParser(name, text).parse();
}

std::string fileformat::getNpyDescr(ElementType type) {
  const auto *entry =
      find_if(descrTable, [file = getFileType(type)](auto &row) {
        return row.second == file;
      });
  StringRef order = getByteWidth(type) == 1   ? "|"
                    : sys::IsLittleEndianHost ? "<"
                                              : ">";
  return (order + entry->first).str();
}
