#pragma once
// Values of the model language: null, booleans, numbers (double), text, lists, records, objects, process
// instances.
//
// Eight bytes, NaN-boxed: every bit pattern below 0xFFF9... is a number, the rest carries a tag and a 48-bit
// payload. Text, lists, records and instances are shared by reference and counted; all of them live in the
// Pool of one simulation and are used by one thread. Constants of a program are immortal: counting never
// touches them, so that simulations in several threads can share them.

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/pool.h"

namespace asim {

struct Object;    // a queue, resource, container or gate of a run: program/object.h
struct Instance;  // a process of a run: program/instance.h
struct Value;

/// What counted values begin with.
struct Counted {
  static constexpr std::uint32_t kImmortal = 0x80000000u;
  std::uint32_t references = 1;
};

struct Text;
struct List;
struct Record;

struct Value {
public:
  enum class Kind : std::uint8_t { number, null, boolean, object, text, list, record, instance };

  Value() : bits_(kNull) {}
  Value(double number) : bits_(std::bit_cast<std::uint64_t>(number)) {}  // NOLINT: implicit on purpose
  static Value boolean(bool b) { return from_bits(b ? kTrue : kFalse); }
  static Value null() { return Value(); }
  /// Objects are owned by the simulation and outlive every value.
  static Value object(Object* o) { return from_bits(tagged(kObjectTag, o)); }
  /// These take over the reference that the caller holds.
  static Value adopt(Text* t) { return from_bits(tagged(kTextTag, t)); }
  static Value adopt(List* l) { return from_bits(tagged(kListTag, l)); }
  static Value adopt(Record* r) { return from_bits(tagged(kRecordTag, r)); }
  static Value adopt(Instance* i);  // in instance.h

  Value(const Value& other) : bits_(other.bits_) { retain(); }
  Value(Value&& other) noexcept : bits_(std::exchange(other.bits_, kNull)) {}
  Value& operator=(const Value& other) {
    if (is_counted() || other.is_counted()) return *this = Value(other);
    bits_ = other.bits_;
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    std::swap(bits_, other.bits_);
    return *this;
  }
  ~Value() {
    if (is_counted()) release();
  }

  /// The same as assigning a number, without the detour over a temporary.
  void set_number(double number) {
    if (is_counted()) release();
    bits_ = std::bit_cast<std::uint64_t>(number);
  }

  /// Whether it refers to nothing that is counted: then it can be overwritten without letting go of anything.
  bool is_free_standing() const { return !is_counted(); }
  void overwrite(Value&& other) {
    bits_ = other.bits_;
    other.bits_ = kNull;  // last, so that whoever destroys it next is known to let go of nothing
  }
  void overwrite(double number) { bits_ = std::bit_cast<std::uint64_t>(number); }

  bool is_number() const { return bits_ < kFirstTagged; }
  bool is_null() const { return bits_ == kNull; }
  bool is_boolean() const { return bits_ == kTrue || bits_ == kFalse; }
  bool is_object() const { return tag() == kObjectTag; }
  bool is_text() const { return tag() == kTextTag; }
  bool is_list() const { return tag() == kListTag; }
  bool is_record() const { return tag() == kRecordTag; }
  bool is_instance() const { return tag() == kInstanceTag; }
  /// Stands for a derived constant whose evaluation failed; never seen outside State::constants.
  static Value failure() { return from_bits(kFailure); }
  bool is_failure() const { return bits_ == kFailure; }
  Kind kind() const;

  /// The contents; precondition: it is of that kind.
  double as_number() const { return std::bit_cast<double>(bits_); }
  /// NaN if it is no number: as a double whatever has a tag is one.
  double number_or_nan() const { return std::bit_cast<double>(bits_); }
  bool as_boolean() const { return bits_ == kTrue; }
  Object* as_object() const { return static_cast<Object*>(pointer()); }
  Text* as_text() const;
  List* as_list() const;
  Record* as_record() const;
  Instance* as_instance() const;

  std::uint64_t bits() const { return bits_; }

private:
  static constexpr std::uint64_t kFirstTagged = 0xFFF9ull << 48;  // x86's own NaN is 0xFFF8 << 48: a number
  static constexpr std::uint64_t kImmediateTag = 0xFFF9, kObjectTag = 0xFFFA, kTextTag = 0xFFFB,
                                 kListTag = 0xFFFC, kRecordTag = 0xFFFD, kInstanceTag = 0xFFFE;
  static constexpr std::uint64_t kNull = kImmediateTag << 48, kFalse = kNull | 1, kTrue = kNull | 2,
                                 kFailure = kNull | 3;
  static constexpr std::uint64_t kFirstCounted = kTextTag << 48;

  static Value from_bits(std::uint64_t bits) {
    Value v;
    v.bits_ = bits;
    return v;
  }
  static std::uint64_t tagged(std::uint64_t tag, const void* p) {
    return tag << 48 | static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(p));
  }
  std::uint64_t tag() const { return bits_ >> 48; }
  void* pointer() const { return address(bits_); }
  static void* address(std::uint64_t bits) {
    return reinterpret_cast<void*>(static_cast<std::uintptr_t>(bits & 0xFFFFFFFFFFFFull));
  }
  bool is_counted() const { return bits_ >= kFirstCounted; }
  void retain() const {
    if (is_counted()) retain_counted();
  }
  void retain_counted() const {
    auto& references = static_cast<Counted*>(pointer())->references;
    if ((references & Counted::kImmortal) == 0) ++references;
  }
  void release();  // counted only; out of line: drops a reference and frees what is no longer referenced

  static bool loses_last_reference(std::uint64_t bits);
  static void destroy(std::uint64_t bits);
  static std::uint64_t open_container(std::uint64_t bits, std::uint64_t& open);
  static std::uint64_t take_member(std::uint64_t& open);
  static std::uint32_t& member_count(std::uint64_t bits);
  static void free_container(std::uint64_t bits);

  std::uint64_t bits_;
};

static_assert(sizeof(Value) == 8);

namespace detail {
bool is_true(const Value&);
}
/// Truth as in Python: null, false, zero and what is empty are false.
inline bool is_true(const Value& value) {
  return value.is_boolean() ? value.as_boolean() : detail::is_true(value);
}

/// Numbers and booleans (true is 1) by value, text by its bytes, lists and records by their members (a
/// record's order does not count), objects and instances by identity; values of different kinds differ.
/// Nesting deeper than 64 is compared by identity.
bool are_equal(const Value&, const Value&);

}  // namespace asim
