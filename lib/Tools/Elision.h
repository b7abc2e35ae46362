//===- Elision.h - What is printed of the IR --------------------*- C++ -*-===//
//
// Upstream's printer has options for this, but no API: they are read when an
// OpPrintingFlags is constructed. So they are set as if they had been given on
// the command line.
//
//===----------------------------------------------------------------------===//

#ifndef QUANTX_LIB_TOOLS_ELISION_H
#define QUANTX_LIB_TOOLS_ELISION_H

namespace quantx::tools {

/// Whether one of the printer's elision options was given.
bool isElisionSet();

/// Elides constants of more than 16 elements and large resources from what is
/// printed from now on.
void setElision();

/// Prints everything whole again.
void clearElision();

/// Prints locations from now on, or no longer, unless the command line says
/// whether they are printed.
void setPrintLocations(bool print);

} // namespace quantx::tools

#endif // QUANTX_LIB_TOOLS_ELISION_H
