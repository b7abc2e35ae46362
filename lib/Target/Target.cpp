//===- Target.cpp - Questions to the table --------------------------------===//

#include "quantx/Target/Target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/TargetParser/Host.h"

using namespace quantx;

unsigned Target::tileRows(unsigned vectors) const {
  // One row of weights, and a rectangle of accumulators.
  unsigned taken = vectors + tile.reservedRegisters;
  unsigned left = vectorRegisters > taken ? vectorRegisters - taken : 0;
  return std::clamp(left / vectors, 1u, tile.maxRows);
}

const DotProduct *Target::findDot(Signedness rhs) const {
  const auto *dot = llvm::find_if(
      dots, [&](const DotProduct &dot) { return dot.takesRhs(rhs); });
  return dot == dots.end() ? nullptr : dot;
}

static bool offers(const Target &target, llvm::Triple::ArchType arch,
                   llvm::ArrayRef<llvm::StringRef> hostFeatures) {
  if (target.arch != llvm::Triple::UnknownArch && target.arch != arch)
    return false;
  llvm::SmallVector<llvm::StringRef> needed;
  target.features.split(needed, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  return llvm::all_of(needed, [&](llvm::StringRef feature) {
    return llvm::is_contained(hostFeatures, feature.drop_front());
  });
}

const Target &
quantx::selectTarget(llvm::Triple::ArchType arch,
                     llvm::ArrayRef<llvm::StringRef> hostFeatures) {
  for (const Target &target : llvm::reverse(getTargets()))
    if (offers(target, arch, hostFeatures))
      return target;
  return getTargets().front();
}

const Target &quantx::hostTarget() {
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  llvm::SmallVector<llvm::StringRef> present;
  for (const auto &feature : features)
    if (feature.second)
      present.push_back(feature.first());
  llvm::Triple triple(llvm::sys::getProcessTriple());
  return selectTarget(triple.getArch(), present);
}

llvm::Expected<const Target *> quantx::lookupTarget(llvm::StringRef name) {
  if (name == "host")
    return &hostTarget();
  for (const Target &target : getTargets())
    if (target.name == name)
      return &target;
  std::string known = llvm::join(
      llvm::map_range(getTargets(),
                      [](const Target &target) { return target.name.str(); }),
      ", ");
  return llvm::createStringError("unknown target '" + name.str() +
                                 "'; the known ones are: host, " + known);
}
