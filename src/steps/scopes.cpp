#include "steps/scopes.h"

#include <fmt/format.h>

#include "program/lexer.h"

namespace asim {

bool check_name(const Node& name, Diagnostics& diagnostics) {
  const bool is_taken = is_reserved(name.text) || name.text == "now" || name.text == "self";
  if (is_taken) {
    diagnostics.error(name.span,
                      fmt::format("`{}` cannot be a name: it has a meaning of its own", name.text));
  } else if (!is_name(name.text)) {
    diagnostics.error(name.span,
                      fmt::format("`{}` is no name: letters, digits and `_`, a letter first", name.text));
  }
  return !is_taken && is_name(name.text);
}

Symbol* ModelScope::declare(std::string_view name, Symbol symbol, Diagnostics& diagnostics) {
  const auto [place, is_new] = symbols_.try_emplace(std::string(name), symbol);
  if (!is_new) {
    const Span other = place->second.declared;  // sections are not declared in the order of the file
    const bool in_order = other.begin <= symbol.declared.begin;
    diagnostics
        .error(in_order ? symbol.declared : other,
               fmt::format("duplicate name: `{}` is declared twice", name))
        .note(in_order ? other : symbol.declared, "first declared here");
    return nullptr;
  }
  return &place->second;
}

Symbol* ModelScope::find(std::string_view name) {
  const auto found = symbols_.find(name);
  return found == symbols_.end() ? nullptr : &found->second;
}

Statistic& ModelScope::collect(std::string_view name, Statistic::Kind kind) {
  const auto [place, is_new] = statistics_.try_emplace(std::string(name));
  if (is_new) place->second = {kind, next_slot_[static_cast<std::size_t>(kind)]++, false};
  return place->second;
}

Statistic* ModelScope::find_statistic(std::string_view name) {
  const auto found = statistics_.find(name);
  return found == statistics_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> ModelScope::names() const {
  std::vector<std::string_view> all;
  for (const auto& [name, symbol] : symbols_) all.push_back(name);
  return all;
}

Symbol& LocalScope::declare(std::string_view name, Type type, Span span) {
  const auto [place, is_new] = own_.try_emplace(std::string(name));
  if (is_new) {
    place->second = {Symbol::Kind::own, static_cast<std::uint32_t>(slots_.size()), type, span, false};
    slots_.emplace_back(name);
  }
  return place->second;
}

Symbol* LocalScope::find(std::string_view name) {
  const auto found = own_.find(name);
  return found == own_.end() ? model_.find(name) : &found->second;
}

std::vector<std::string_view> LocalScope::names() const {
  std::vector<std::string_view> all = model_.names();
  for (const auto& [name, symbol] : own_) all.push_back(name);
  return all;
}

std::vector<std::string_view> LocalScope::statistic_names() const {
  std::vector<std::string_view> all;
  for (const auto& [name, statistic] : model_.statistics()) all.push_back(name);
  return all;
}

const SymbolTable* LocalScope::variables_of(const Symbol& process_type) const {
  const LocalScope* process = model_.process(process_type.slot);
  return process && process->is_complete() ? &process->own() : nullptr;
}

// A procedure is carried out by any process.
const SymbolTable* LocalScope::variables_of_self() const {
  const Symbol* type = model_.find(owner_);
  const bool is_process =
      type && type->kind == Symbol::Kind::process_type && model_.process(type->slot) == this;
  return is_process && is_complete_ ? &own_ : nullptr;
}

std::uint32_t LocalScope::hidden_slot() {
  slots_.emplace_back();
  return static_cast<std::uint32_t>(slots_.size() - 1);
}

}  // namespace asim
