// The entry point of all tests; `asim_tests --help` lists the filters.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
