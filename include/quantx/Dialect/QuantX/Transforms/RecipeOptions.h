//===- RecipeOptions.h - Settings in place of options -----------*- C++ -*-===//

#ifndef QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPEOPTIONS_H
#define QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPEOPTIONS_H

#include <optional>

namespace quantx {

/// Gives `option`, of a pass or a pipeline, what a recipe says unless a user
/// gave it a value.
template <typename T, typename OptionT>
void applySetting(const std::optional<T> &setting, OptionT &option) {
  if (setting && !option.hasValue())
    option = *setting;
}

} // namespace quantx

#endif // QUANTX_DIALECT_QUANTX_TRANSFORMS_RECIPEOPTIONS_H
