//===- DataSet.cpp - Samples from files as arguments ----------------------===//

#include "DataSet.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

Expected<std::pair<size_t, StringRef>>
tools::splitBinding(StringRef text, ArrayRef<TensorSpec> specs,
                    StringRef kind) {
  auto [name, file] = text.split('=');
  for (auto [i, spec] : enumerate(specs))
    if (text.contains('=') && spec.name == name)
      return std::make_pair(i, file);
  if (specs.size() == 1)
    return std::make_pair(size_t(0), text);
  std::string names = join(
      map_range(specs, [](const TensorSpec &spec) { return spec.describe(); }),
      ", ");
  return createStringError("'" + text + "': the function has " +
                           Twine(specs.size()) + " " + kind +
                           (specs.empty() ? ""
                                          : ": " + names +
                                                "; say which one as "
                                                "NAME=FILE"));
}

/// The arguments that arrays in the archive `path` are named for, with those
/// arrays; none where `path` is no archive, or none is.
Expected<SmallVector<std::pair<size_t, std::string>>>
DataSet::spreadArchive(StringRef path) const {
  SmallVector<std::pair<size_t, std::string>> found;
  if (!sys::fs::exists(path))
    return found;
  auto names = listArrays(path);
  if (!names)
    return names.takeError();
  for (auto [i, argument] : enumerate(arguments))
    if (is_contained(*names, argument.spec.name))
      found.emplace_back(i, (path + ":" + argument.spec.name).str());
  return found;
}

Error DataSet::addInput(StringRef input, const DataOptions &options) {
  auto spread = spreadArchive(input);
  if (!spread)
    return spread.takeError();
  for (const auto &[index, path] : *spread)
    if (Error error = addFile(index, path, options))
      return error;
  if (!spread->empty())
    return Error::success();

  SmallVector<TensorSpec> specs;
  for (const Argument &argument : arguments)
    specs.push_back(argument.spec);
  auto binding = splitBinding(input, specs, "arguments");
  if (!binding)
    return binding.takeError();
  return addFile(binding->first, binding->second, options);
}

Error DataSet::addFile(size_t index, StringRef path,
                       const DataOptions &options) {
  Argument &argument = arguments[index];
  auto fail = [&](Error error) {
    return createStringError("'" + path + "': " + toString(std::move(error)));
  };

  Expected<TensorStream> file = TensorStream::open(path);
  if (!file)
    return file.takeError();
  auto scale = chooseScale(*file, argument.spec.type, options.scale);
  if (!scale)
    return fail(scale.takeError());
  bool batched = batching.arguments[index];
  auto shape =
      layOut(file->getElementType(), file->getShape(), argument.spec, batched);
  if (!shape)
    return fail(shape.takeError());
  if (!batched && !argument.files.empty())
    return createStringError("argument " + argument.spec.describe() +
                             " is no batch of samples, but two files are "
                             "given for it: '" +
                             argument.files.front().path + "' and '" + path +
                             "'");
  argument.files.push_back({path.str(), std::move(*file), *shape, *scale});
  return Error::success();
}

Error DataSet::checkComplete() {
  for (const Argument &argument : arguments)
    if (argument.files.empty())
      return createStringError("no --inputs file is given for argument " +
                               argument.spec.describe());
  return Error::success();
}

Error DataSet::countSamples(const DataOptions &options) {
  if (!batching.hasSamples())
    return Error::success();
  std::optional<int64_t> total;
  StringRef counted;
  for (auto [argument, batched] : zip_equal(arguments, batching.arguments)) {
    if (!batched)
      continue;
    int64_t rows = 0;
    for (const File &file : argument.files)
      rows += file.getNumRows();
    if (total && *total != rows)
      return createStringError("the files for '" + counted + "' hold " +
                               Twine(*total) + " samples, those for '" +
                               argument.spec.name + "' " + Twine(rows));
    total = rows;
    counted = argument.spec.name;
  }
  begin = std::min(options.skip, *total);
  end = *total;
  if (options.limit)
    end = std::min(end, begin + std::min(*options.limit, *total));
  return Error::success();
}

Expected<DataSet> DataSet::load(const FunctionSignature &signature,
                                const DataOptions &options) {
  DataSet data(signature);
  for (const TensorSpec &spec : signature.arguments)
    data.arguments.push_back({spec, {}});
  for (const std::string &input : options.inputs)
    if (Error error = data.addInput(input, options))
      return std::move(error);
  if (Error error = data.checkComplete())
    return std::move(error);
  if (Error error = data.countSamples(options))
    return std::move(error);
  return data;
}

Expected<HostTensor> DataSet::File::getRows(int64_t first, int64_t count,
                                            ElementType type) const {
  Expected<HostTensor> rows = stream.readRows(first, count);
  if (!rows)
    return rows;
  SmallVector<int64_t> rowsShape(shape);
  rowsShape.front() = count;
  return convertInput(rows->reshape(rowsShape), type, scale);
}

Expected<HostTensor> DataSet::File::getWhole(ElementType type) const {
  Expected<HostTensor> whole = stream.readAll();
  if (!whole)
    return whole;
  return convertInput(whole->reshape(shape), type, scale);
}

Expected<HostTensor> DataSet::getRows(const Argument &argument, int64_t first,
                                      int64_t count) const {
  SmallVector<HostTensor> parts;
  for (const File &file : argument.files) {
    int64_t rows = file.getNumRows();
    int64_t taken = std::clamp<int64_t>(rows - first, 0, count);
    if (taken > 0) {
      auto part = file.getRows(first, taken, argument.spec.type);
      if (!part)
        return part.takeError();
      parts.push_back(std::move(*part));
    }
    count -= taken;
    first = std::max<int64_t>(first - rows, 0);
  }
  // What a fixed batch still lacks.
  assert(!parts.empty() && "no such samples");
  for (; count > 0; --count)
    parts.push_back(parts.back().slice(parts.back().getShape().front() - 1, 1));
  return concatenate(parts);
}

Expected<SmallVector<HostTensor>> DataSet::getArguments(int64_t first,
                                                        int64_t count) const {
  SmallVector<HostTensor> tensors;
  for (auto [argument, batched] : zip_equal(arguments, batching.arguments)) {
    const File &file = argument.files.front();
    auto tensor = batched ? getRows(argument, begin + first,
                                    batching.fixedBatch.value_or(count))
                          : file.getWhole(argument.spec.type);
    if (!tensor)
      return tensor.takeError();
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

std::string DataSet::locate(size_t index, int64_t sample) const {
  const Argument &argument = arguments[index];
  if (!batching.arguments[index])
    return "'" + argument.files.front().path + "'";
  auto [file, row] = findRow(argument, begin + sample);
  if (!file)
    return "a sample beyond the last";
  return "sample " + itostr(row) + " of '" + file->path + "'";
}

std::pair<const DataSet::File *, int64_t>
DataSet::findRow(const Argument &argument, int64_t row) {
  for (const File &file : argument.files) {
    if (row < file.getNumRows())
      return {&file, row};
    row -= file.getNumRows();
  }
  return {nullptr, 0};
}

std::vector<std::string> DataSet::describeScales() const {
  std::vector<std::string> lines;
  for (const Argument &argument : arguments)
    for (const File &file : argument.files)
      if (!file.scale.isOne())
        lines.push_back(argument.spec.name + " = " +
                        sys::path::filename(file.path).str() + " * " +
                        file.scale.toString());
  return lines;
}
