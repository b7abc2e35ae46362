//===- ArgExtremum.h - ArgMax and ArgMin ------------------------*- C++ -*-===//

#ifndef QUANTX_LIB_IMPORT_OPERATORS_ARGEXTREMUM_H
#define QUANTX_LIB_IMPORT_OPERATORS_ARGEXTREMUM_H

namespace quantx::importer {

class OperatorTable;

void addArgExtremumOperators(OperatorTable &table);

} // namespace quantx::importer

#endif // QUANTX_LIB_IMPORT_OPERATORS_ARGEXTREMUM_H
