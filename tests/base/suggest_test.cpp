#include <doctest/doctest.h>

#include "base/diagnostics.h"

using namespace asim;

TEST_CASE("the nearest candidate is found") {
  CHECK(nearest("clrek", {"desk", "clerk"}) == "clerk");  // transposed
  CHECK(nearest("timeuot", {"timeout"}) == "timeout");    // transposed
  CHECK(nearest("acquir", {"acquire"}) == "acquire");     // missing
  CHECK(nearest("relase", {"release"}) == "release");     // missing
  CHECK(nearest("Teller", {"teller"}) == "teller");       // letter case
  CHECK(nearest("TELLER", {"seller", "teller"}) == "teller");
  CHECK(nearest("cat", {"car", "cart"}) == "car");  // the first of equals
}

TEST_CASE("what is too far away is no misspelling") {
  CHECK(nearest("clerk", {"teller", "queue"}) == "");
  CHECK(nearest("abcdef", {"abcxyz"}) == "");
  CHECK(nearest("x", {"y"}) == "");
  CHECK(nearest("x", {"xs"}) == "xs");
  CHECK(nearest("same", {"same"}) == "");
  CHECK(nearest("", {"a"}) == "");
  CHECK(nearest("word", {}) == "");
  CHECK(nearest(std::string(5000, 'a'), {std::string_view("aaaa")}) == "");
}

TEST_CASE("a suggestion is a question") {
  CHECK(suggestion("clrek", {"clerk"}) == "did you mean `clerk`?");
  CHECK(suggestion("foo", {"clerk"}) == "");
}

TEST_CASE("plurals") {
  CHECK(plural(1, "error") == "1 error");
  CHECK(plural(0, "error") == "0 errors");
  CHECK(plural(3, "error") == "3 errors");
  CHECK(plural(2, "process") == "2 processes");
  CHECK(plural(2, "entry") == "2 entries");
  CHECK(plural(2, "day") == "2 days");
}
