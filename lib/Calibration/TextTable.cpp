//===- TextTable.cpp - Lines of name, threshold, min and max --------------===//

#include "RangeFormats.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/raw_ostream.h"

#include <charconv>
#include <cmath>

using namespace llvm;
using namespace quantx::calibration;

static constexpr StringLiteral blanks = " \t\r";

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Takes a name in quotation marks, with the escapes of JSON, off `line`.
static std::optional<std::string> takeQuoted(StringRef &line) {
  size_t end = 1;
  while (end < line.size() && line[end] != '"')
    end += line[end] == '\\' ? 2 : 1;
  if (end >= line.size())
    return std::nullopt;
  Expected<json::Value> value = json::parse(line.take_front(end + 1));
  line = line.drop_front(end + 1);
  if (!value) {
    consumeError(value.takeError());
    return std::nullopt;
  }
  return value->getAsString()->str();
}

/// The fields of a line, without its comment; nothing where a quoted name is
/// not closed.
static std::optional<SmallVector<std::string>> splitLine(StringRef line) {
  SmallVector<std::string> fields;
  for (line = line.ltrim(blanks); !line.empty() && line.front() != '#';
       line = line.ltrim(blanks)) {
    if (line.front() == '"') {
      std::optional<std::string> name = takeQuoted(line);
      if (!name)
        return std::nullopt;
      fields.push_back(std::move(*name));
      continue;
    }
    StringRef field = line.take_until([](char c) { return isSpace(c); });
    line = line.drop_front(field.size());
    fields.push_back(field.str());
  }
  return fields;
}

/// A finite f32, rounded to nearest.
static std::optional<float> parseFloat(StringRef text) {
  text.consume_front("+");
  float value = 0;
  auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

static Expected<RangeEntry> readEntry(MemoryBufferRef buffer, unsigned line,
                                      ArrayRef<std::string> fields) {
  constexpr StringLiteral columns[] = {"threshold", "min", "max"};
  float numbers[3];
  for (auto [column, field, number] :
       zip_equal(columns, fields.drop_front(), numbers)) {
    std::optional<float> parsed = parseFloat(field);
    if (!parsed)
      return lineError(buffer, line,
                       "tensor '" + fields.front() + "': " + column + " is '" +
                           field + "', but a finite f32 number is needed");
    number = *parsed + 0.0f; // makes -0 into 0
  }
  auto [threshold, min, max] = numbers;
  if (threshold < 0)
    return lineError(buffer, line,
                     "tensor '" + fields.front() + "': threshold is " +
                         fields[1] + ", but it must not be negative");
  if (min > max)
    return lineError(buffer, line,
                     "tensor '" + fields.front() + "': min " + fields[2] +
                         " is larger than max " + fields[3]);
  return RangeEntry{threshold, {min, max}, line};
}

static Error readLine(RangeTable &table, MemoryBufferRef buffer, unsigned line,
                      ArrayRef<std::string> fields) {
  if (fields.size() == 2 && fields.front() == "model") {
    table.model = fields.back();
    return Error::success();
  }
  if (fields.size() != 4)
    return lineError(buffer, line,
                     Twine(fields.size()) +
                         " fields, but 4 are needed: name threshold min max; "
                         "a name that holds blanks stands in quotation marks");
  Expected<RangeEntry> entry = readEntry(buffer, line, fields);
  if (!entry)
    return entry.takeError();
  return addEntry(table, buffer, fields.front(), *entry);
}

RangeTableOrError quantx::calibration::parseTextTable(MemoryBufferRef buffer) {
  RangeTable table;
  for (line_iterator it(buffer); !it.is_at_end(); ++it) {
    auto line = static_cast<unsigned>(it.line_number());
    auto fields = splitLine(*it);
    if (!fields)
      return lineError(buffer, line,
                       "a quotation mark opens a name that is no string of "
                       "JSON");
    if (fields->empty())
      continue;
    if (Error error = readLine(table, buffer, line, *fields))
      return std::move(error);
  }
  return table;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// The shortest decimal number that is read as `value`.
static std::string toShortest(float value) {
  char text[32];
  auto [end, error] = std::to_chars(std::begin(text), std::end(text), value);
  return {text, end};
}

/// `name`, in quotation marks where splitLine would not give it back.
static std::string quoteName(StringRef name) {
  bool isPlain = !name.empty() && name.front() != '"' && name.front() != '#' &&
                 none_of(name, [](char c) { return isSpace(c); });
  if (isPlain)
    return name.str();
  std::string text;
  raw_string_ostream(text) << json::Value(json::fixUTF8(name));
  return text;
}

void quantx::calibration::printRangeTable(raw_ostream &os,
                                          const RangeTable &table) {
  os << "# Ranges of tensors. A symmetric scale represents [-threshold, "
        "threshold], an\n# asymmetric one [min, max].\n";
  if (!table.calibrator.empty())
    os << "# calibrator: " << table.calibrator << "\n";
  if (!table.model.empty())
    os << "model " << table.model << "\n";

  std::vector<std::array<std::string, 4>> rows{
      {"# name", "threshold", "min", "max"}};
  for (const auto &[name, entry] : table.entries)
    rows.push_back({quoteName(name), toShortest(entry.threshold),
                    toShortest(entry.range.min), toShortest(entry.range.max)});
  std::array<size_t, 4> widths = {};
  for (const auto &row : rows)
    for (auto [width, cell] : zip_equal(widths, row))
      width = std::max(width, cell.size());
  for (const auto &row : rows)
    os << left_justify(row[0], widths[0]) << " "
       << right_justify(row[1], widths[1]) << " "
       << right_justify(row[2], widths[2]) << " "
       << right_justify(row[3], widths[3]) << "\n";
}
