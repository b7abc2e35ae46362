//===- RecipeOption.cpp - What tools read of a recipe ---------------------===//

#include "RecipeOption.h"

using namespace llvm;
using namespace quantx;
using namespace quantx::tools;

RecipeOption::RecipeOption(cl::OptionCategory &category)
    : cl::opt<std::string>(
          "recipe", cl::cat(category), cl::value_desc("FILE"),
          cl::desc("A recipe, whose target counts where --target is not "
                   "given")) {}

Expected<RecipeSettings> RecipeOption::readSettings() const {
  Recipe recipe;
  if (!getValue().empty())
    if (Error error = recipe.load(getValue()))
      return std::move(error);
  return recipe.getSettings();
}

std::string tools::chooseTarget(const cl::opt<std::string> &option,
                                const RecipeSettings &settings) {
  if (option.getNumOccurrences() == 0 && settings.target)
    return *settings.target;
  return option;
}
