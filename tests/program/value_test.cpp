#include "program/value.h"

#include <doctest/doctest.h>

#include <string>

#include "program/heap.h"
#include "program/value_text.h"

namespace asim {
namespace {

Value text(Pool& pool, std::string_view s) { return Value::adopt(Text::make(pool, s)); }

TEST_CASE("everything goes back to the pool with the last reference") {
  Pool pool;
  {
    Value list = Value::adopt(List::make(pool));
    for (int i = 0; i < 100; ++i)
      list.as_list()->append(text(pool, std::string(static_cast<std::size_t>(i), 'x')));
    const Value shared = list.as_list()->data[50];
    Value record = Value::adopt(Record::make(pool));
    record.as_record()->set(text(pool, "list"), list);
    record.as_record()->set(text(pool, "again"), list);
    list = Value();
    CHECK(record.as_record()->find("list")->as_list()->size == 100);
    record = 1.0;
    CHECK(shared.as_text()->size == 50);
    CHECK(pool.in_use() > 0);
  }
  CHECK(pool.in_use() == 0);
}

TEST_CASE("a chain of a million records is freed without deep recursion") {
  Pool pool;
  Interner texts;
  const Value next = texts.text("next");
  const Value size = texts.text("size");
  Value head;
  for (int i = 0; i < 1'000'000; ++i) {
    Value record = Value::adopt(Record::make(pool, 2));
    record.as_record()->set(size, static_cast<double>(i));
    record.as_record()->set(next, std::move(head));
    head = std::move(record);
  }
  head = Value();
  CHECK(pool.in_use() == 0);
  for (int i = 0; i < 1'000'000; ++i) {
    Value list = Value::adopt(List::make(pool, 1));
    list.as_list()->append(std::move(head));
    head = std::move(list);
  }
  head = Value();
  CHECK(pool.in_use() == 0);
}

TEST_CASE("records find their keys, few or many, and keep their order") {
  Pool pool;
  const Value record = Value::adopt(Record::make(pool));
  Record& r = *record.as_record();
  for (int i = 0; i < 1000; ++i) {
    r.set(static_cast<double>(i), static_cast<double>(i * i));
    r.set(text(pool, "key " + std::to_string(i)), static_cast<double>(i));
  }
  r.set(7.0, 0.0);
  CHECK(r.size == 2000);
  CHECK(r.find(Value(7.0))->as_number() == 0);
  for (int i = 10; i < 1000; ++i) {
    REQUIRE(r.find(Value(static_cast<double>(i)))->as_number() == i * i);
    REQUIRE(r.find("key " + std::to_string(i))->as_number() == i);
    REQUIRE(r.find(text(pool, "key " + std::to_string(i)))->as_number() == i);
  }
  CHECK(r.find("key 1000") == nullptr);
  CHECK(r.find(Value(0.5)) == nullptr);
  CHECK(r.find(Value()) == nullptr);
  CHECK(r.find(Value(-0.0)) == &r.data[0].value);
  CHECK(r.find(Value::boolean(true)) == r.find(Value(1.0)));
  CHECK(r.data[1].key.as_text()->view() == "key 0");
}

TEST_CASE("lists insert and take in the middle") {
  Pool pool;
  const Value list = Value::adopt(List::make(pool));
  List& l = *list.as_list();
  for (const double x : {1.0, 2.0, 3.0}) l.append(x);
  l.insert(1, text(pool, "a"));
  l.insert(4, text(pool, "z"));
  CHECK(value_text(list) == R"([1, "a", 2, 3, "z"])");
  CHECK(value_text(l.take(1)) == "a");
  CHECK(value_text(l.take(3)) == "z");
  CHECK(value_text(list) == "[1, 2, 3]");
}

TEST_CASE("interned texts are immortal and each only once") {
  Interner texts;
  const Value a = texts.text("a");
  for (int i = 0; i < 10; ++i) {
    const Value copy = a;
    CHECK(copy.bits() == texts.text("a").bits());
  }
  CHECK(a.as_text()->references == Counted::kImmortal);
  CHECK(texts.text("b").bits() != a.bits());
}

TEST_CASE("what contains itself prints and compares without end") {
  Pool pool;
  const Value list = Value::adopt(List::make(pool));
  list.as_list()->append(list);
  CHECK(value_text(list).find("...") != std::string::npos);
  const Value other = Value::adopt(List::make(pool));
  other.as_list()->append(other);
  CHECK(are_equal(list, list));
  CHECK_FALSE(are_equal(list, other));
  list.as_list()->take(0);
  other.as_list()->take(0);
}

TEST_CASE("a list that doubles itself at every level prints cut short") {
  Pool pool;
  Value list = 1.0;
  for (int i = 0; i < 60; ++i) {
    Value pair = Value::adopt(List::make(pool, 2));
    pair.as_list()->append(list);
    pair.as_list()->append(list);
    list = pair;
  }
  CHECK(value_text(list).size() < 2'000'000);
}

}  // namespace
}  // namespace asim
