#include "program/value.h"

#include <cmath>

#include "program/heap.h"
#include "program/instance.h"
#include "program/instance_access.h"

namespace asim {
namespace {

constexpr int kComparedDepth = 64;

bool equal(const Value& a, const Value& b, int depth);

bool equal_lists(const List& a, const List& b, int depth) {
  if (a.size != b.size) return false;
  for (std::uint32_t i = 0; i < a.size; ++i) {
    if (!equal(a.data[i], b.data[i], depth)) return false;
  }
  return true;
}

bool equal_records(const Record& a, Record& b, int depth) {
  if (a.size != b.size) return false;
  for (const auto& [key, value] : a.entries()) {
    const Value* other = b.find(key);
    if (other == nullptr || !equal(value, *other, depth)) return false;
  }
  return true;
}

bool counts_as_number(const Value& v) { return v.is_number() || v.is_boolean(); }
double number_of(const Value& v) { return v.is_number() ? v.as_number() : v.as_boolean() ? 1 : 0; }

bool equal(const Value& a, const Value& b, int depth) {
  if (counts_as_number(a) && counts_as_number(b)) return number_of(a) == number_of(b);
  if (a.bits() == b.bits()) return true;
  if (a.is_text() && b.is_text()) return a.as_text()->view() == b.as_text()->view();
  if (depth == kComparedDepth) return false;
  if (a.is_list() && b.is_list()) return equal_lists(*a.as_list(), *b.as_list(), depth + 1);
  if (a.is_record() && b.is_record()) return equal_records(*a.as_record(), *b.as_record(), depth + 1);
  return false;
}

}  // namespace

bool are_equal(const Value& a, const Value& b) { return equal(a, b, 0); }

bool detail::is_true(const Value& v) {
  switch (v.kind()) {
    case Value::Kind::number: return v.as_number() != 0;
    case Value::Kind::null: return false;
    case Value::Kind::boolean: return v.as_boolean();
    case Value::Kind::text: return v.as_text()->size != 0;
    case Value::Kind::list: return v.as_list()->size != 0;
    case Value::Kind::record: return v.as_record()->size != 0;
    case Value::Kind::object:
    case Value::Kind::instance: return true;
  }
  return true;
}

Value::Kind Value::kind() const {
  if (is_number()) return Kind::number;
  switch (tag()) {
    case kObjectTag: return Kind::object;
    case kTextTag: return Kind::text;
    case kListTag: return Kind::list;
    case kRecordTag: return Kind::record;
    case kInstanceTag: return Kind::instance;
    default: return is_boolean() ? Kind::boolean : Kind::null;
  }
}

bool Value::loses_last_reference(std::uint64_t bits) {
  if (bits < kFirstCounted) return false;
  auto& references = static_cast<Counted*>(address(bits))->references;
  return (references & Counted::kImmortal) == 0 && --references == 0;
}

void Value::release() {
  if (!loses_last_reference(bits_)) return;
  if (is_instance()) return release_instance(as_instance());
  destroy(bits_);
}

// A chain of a million records must not need a million stack frames: containers under way form a list, each
// linked to the next in the place of its first member, which is therefore taken out first. Works on bare bits
// throughout.
void Value::destroy(std::uint64_t bits) {
  std::uint64_t open = kNull;
  while (true) {
    std::uint64_t next = open_container(bits, open);
    while (!loses_last_reference(next)) {
      if (open == kNull) return;
      next = take_member(open);
    }
    bits = next;
  }
}

std::uint64_t Value::open_container(std::uint64_t bits, std::uint64_t& open) {
  Value* members = nullptr;
  switch (bits >> 48) {
    case kTextTag: static_cast<Text*>(address(bits))->free(); return kNull;
    case kInstanceTag:
      release_instance(static_cast<Instance*>(static_cast<Counted*>(address(bits))));
      return kNull;
    case kListTag: members = static_cast<List*>(address(bits))->data; break;
    default: {
      auto* record = static_cast<Record*>(address(bits));
      members = reinterpret_cast<Value*>(record->data);
      record->size *= 2;  // from here on it counts keys and values alike
    }
  }
  if (member_count(bits) == 0) {
    free_container(bits);
    return kNull;
  }
  const std::uint64_t first = members[0].bits_;
  members[0].bits_ = std::exchange(open, bits);
  return first;
}

std::uint64_t Value::take_member(std::uint64_t& open) {
  const bool is_a_list = open >> 48 == kListTag;
  Value* members = is_a_list ? static_cast<List*>(address(open))->data
                             : reinterpret_cast<Value*>(static_cast<Record*>(address(open))->data);
  std::uint32_t& count = member_count(open);
  if (count > 1) return members[--count].bits_;
  const std::uint64_t link = members[0].bits_;
  free_container(std::exchange(open, link));
  return kNull;
}

std::uint32_t& Value::member_count(std::uint64_t bits) {
  return bits >> 48 == kListTag ? static_cast<List*>(address(bits))->size
                                : static_cast<Record*>(address(bits))->size;
}

void Value::free_container(std::uint64_t bits) {
  if (bits >> 48 == kListTag) return static_cast<List*>(address(bits))->free();
  static_cast<Record*>(address(bits))->free();
}

}  // namespace asim
