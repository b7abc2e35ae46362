//===- RecipeOption.h - What tools read of a recipe -------------*- C++ -*-===//

#ifndef QUANTX_LIB_TOOLS_RECIPEOPTION_H
#define QUANTX_LIB_TOOLS_RECIPEOPTION_H

#include "quantx/Dialect/QuantX/Transforms/Recipe.h"

#include "llvm/Support/CommandLine.h"

namespace quantx::tools {

/// The option --recipe of tools that generate code.
struct RecipeOption : llvm::cl::opt<std::string> {
  explicit RecipeOption(llvm::cl::OptionCategory &category);

  /// The settings of the recipe; none where there is no recipe.
  llvm::Expected<RecipeSettings> readSettings() const;
};

/// The name of the target: that of the option if it was given, else that of the
/// recipe, else the option's default.
std::string chooseTarget(const llvm::cl::opt<std::string> &option,
                         const RecipeSettings &settings);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_RECIPEOPTION_H
