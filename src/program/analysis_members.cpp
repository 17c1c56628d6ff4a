// Attributes and indices: what objects and processes are known to have.

#include <algorithm>

#include <fmt/format.h>

#include "base/numbers.h"
#include "program/analysis.h"
#include "program/attribute.h"
#include "program/collected.h"
#include "program/instance_access.h"
#include "program/object.h"

namespace asim {
namespace {

using Kind = Expression::Kind;

constexpr std::pair<Type, ObjectKind> kObjectTypes[] = {{types::queue, ObjectKind::queue},
                                                        {types::resource, ObjectKind::resource},
                                                        {types::container, ObjectKind::container},
                                                        {types::gate, ObjectKind::gate}};

/// The process type of an expression that is one of its instances: `coder`, `coder[2]`; else null.
const Symbol* type_of_instance(const Expression& e) {
  if (is_process_type(e)) return e.symbol;
  return e.kind == Kind::index && is_process_type(*e.operands[0]) ? e.operands[0]->symbol : nullptr;
}

bool is_self(const Expression& e) {
  return e.kind == Kind::name && e.symbol == nullptr && e.local < 0 && e.name == "self";
}

std::vector<std::string_view> names_of(const SymbolTable& table) {
  std::vector<std::string_view> names;
  for (const auto& [name, symbol] : table) names.push_back(name);
  return names;
}

}  // namespace

void Analysis::attribute(Expression& e) {
  analyse_operands(e);
  const Expression& of = *e.operands[0];
  e.level = Level::run;
  scope_.note_attribute(e.name);
  const auto* of_type = is_process_type(of) ? find_attribute(process_type_attributes(), e.name) : nullptr;
  if (of_type != nullptr) {
    e.of_type = true;
    e.type = of_type->type;
    return;
  }
  if (instance_attribute(e)) return;
  for (const auto& [type, kind] : kObjectTypes) {
    if (!of.type.is_only(type)) continue;
    e.attribute = find_attribute(kind, e.name);
    if (e.attribute != nullptr) {
      e.type = e.attribute->type;
      return;
    }
    Names names;
    for (const Attribute& a : attributes(kind)) names.push_back(a.name);
    return error(e.name_span, fmt::format("a {} has no attribute `{}`", kind_name(kind), e.name),
                 suggestion(e.name, names));
  }
  if (of.type.may_be(types::record | types::object | types::instance)) return;
  error(e.name_span,
        fmt::format("{} is {} and has no attribute `{}`", excerpt_.name(of.span), of.type.description(),
                    e.name),
        e.name == "length" || e.name == "size" ? fmt::format("write `len({})`", excerpt_.text_of(of.span))
                                               : "");
}

// ---- processes ----

/// `coder` for one of several instances.
void Analysis::check_is_one(const Expression& e) {
  if (is_process_type(e) && e.symbol->size && *e.symbol->size > 1) error(e.span, not_one_instance(e.name));
}

/// An attribute of a process that is known; false if it is not one.
bool Analysis::instance_attribute(Expression& e) {
  const Expression& of = *e.operands[0];
  const Symbol* type = type_of_instance(of);
  if (type == nullptr && !is_self(of)) return false;
  const SymbolTable* variables = type ? scope_.variables_of(*type) : scope_.variables_of_self();
  if (variables == nullptr) return is_process_type(of);
  if (const auto found = variables->find(e.name); found != variables->end()) {
    if (found->second.type.is_only(types::object)) e.type = found->second.type;
    check_is_one(of);
    return true;
  }
  const auto built_in = instance_attributes();
  if (std::find(built_in.begin(), built_in.end(), e.name) != built_in.end()) {
    e.type = instance_attribute_type(e.name);
    check_is_one(of);
    return true;
  }
  Names names = names_of(*variables);
  names.insert(names.end(), built_in.begin(), built_in.end());
  if (is_process_type(of)) {
    for (const auto& attribute : process_type_attributes()) names.push_back(attribute.name);
  }
  const std::string_view owner = is_self(of) ? scope_.owner() : excerpt_.text_of(of.span);
  error(e.name_span, fmt::format("process `{}` has no `{}`", owner, e.name), suggestion(e.name, names));
  return true;
}

void Analysis::check_assignable(const Expression& e) {
  const Expression& of = *e.operands[0];
  for (const auto& [type, kind] : kObjectTypes) {
    if (!of.type.is_only(type) || (kind == ObjectKind::resource && e.name == "capacity")) continue;
    const Attribute* attribute = find_attribute(kind, e.name);
    Names names;
    for (const Attribute& a : attributes(kind)) names.push_back(a.name);
    return error(e.name_span,
                 attribute ? fmt::format("`{}` of a {} cannot be set", e.name, kind_name(kind))
                           : fmt::format("a {} has no attribute `{}`", kind_name(kind), e.name),
                 attribute ? "" : suggestion(e.name, names));
  }
  const Symbol* type = type_of_instance(of);
  if (type == nullptr && !is_self(of)) return;
  const SymbolTable* variables = type ? scope_.variables_of(*type) : scope_.variables_of_self();
  const auto found = variables ? variables->find(e.name) : SymbolTable::const_iterator();
  if (variables == nullptr) return;
  if (found != variables->end()) {
    if (!found->second.type.is_only(types::object)) return;
    return error(e.name_span,
                 fmt::format("`{}` is {} and cannot be set", e.name, found->second.type.description()));
  }
  const std::string_view owner = is_self(of) ? scope_.owner() : excerpt_.text_of(of.span);
  error(e.name_span, fmt::format("process `{}` has no `{}`", owner, e.name),
        suggestion(e.name, names_of(*variables)));
}

/// A literal index of an array whose size is known.
void Analysis::check_position(const Expression& of, const Expression& index) {
  if (of.kind != Kind::name || of.symbol == nullptr || !of.symbol->size || index.kind != Kind::literal ||
      !index.value.is_number() || index.value.as_number() < *of.symbol->size)
    return;
  error(index.span, fmt::format("index {} is outside of a list of length {}",
                                number_text(index.value.as_number()), number_text(*of.symbol->size)));
}

}  // namespace asim
