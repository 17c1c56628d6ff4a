#pragma once
// A small model for tests of expressions: names of every kind, and a run to evaluate in.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "base/source.h"
#include "engine/loop.h"
#include "model/tree.h"
#include "program/evaluate.h"
#include "program/expression.h"
#include "program/heap.h"
#include "program/program.h"
#include "program/state.h"
#include "program/value_text.h"
#include "record/recorder.h"

namespace asim::test {

class FixtureScope : public Scope {
public:
  Symbol* find(std::string_view name) override {
    const auto found = symbols.find(std::string(name));
    return found == symbols.end() ? nullptr : &found->second;
  }
  Statistic* find_statistic(std::string_view name) override {
    const auto found = statistics.find(std::string(name));
    return found == statistics.end() ? nullptr : &found->second;
  }
  std::vector<std::string_view> names() const override {
    std::vector<std::string_view> all;
    for (const auto& [name, symbol] : symbols) all.push_back(name);
    return all;
  }
  bool has_self() const override { return false; }
  std::string_view owner() const override { return "customer"; }
  std::string_view step() const override { return "sleep"; }
  std::uint32_t hidden_slot() override { return 0; }

  std::map<std::string, Symbol> symbols;
  std::map<std::string, Statistic> statistics;
};

class ExpressionFixture {
public:
  ExpressionFixture() {
    parameter("lambda", 4);
    parameter("zero", 0);
    parameter("truth", 1);
  }

  void parameter(const std::string& name, double value) {
    const std::uint32_t slot = compiler.add_parameter(compiler.number(value), {});
    scope.symbols[name] = {Symbol::Kind::constant, slot, types::number, {}, false};
  }

  /// A variable of the process whose value is what the expression yields.
  void own(const std::string& name, std::string_view expression, Type type = types::any) {
    own_values.push_back(evaluate_text_of(expression));
    scope.symbols[name] = {
        Symbol::Kind::own, static_cast<std::uint32_t>(own_values.size() - 1), type, {}, false};
  }

  const Node& scalar(std::string_view text, bool quoted) {
    const Source& source = sources.add("m.yaml", quoted ? "'" + std::string(text) + "'" : std::string(text));
    Node& node = document.make();
    node.kind = Node::Kind::scalar;
    node.quoted = quoted;
    node.text = std::string(text);
    const auto size = static_cast<std::uint32_t>(source.text.size());
    node.span = {source.base, source.base + size};
    node.text_span = quoted ? Span{source.base + 1, source.base + size - 1} : node.span;
    return node;
  }

  Operand compile(std::string_view text, Use use = Use::expression, bool quoted = false,
                  Type expected = types::any) {
    return compiler.compile(scalar(text, quoted), use, scope, expected).operand;
  }

  Frame frame() { return {state, nullptr, own_values.data(), &item}; }

  /// Ready to evaluate all that was compiled so far.
  std::vector<Diagnostic> prepare(const Overrides& overrides = {}) {
    for (std::size_t i = state.streams.size(); i < program.expressions.stream_names.size(); ++i) {
      state.streams.emplace_back(1, 1, program.expressions.stream_names[i]);
    }
    return initialise_constants(state, overrides);
  }

  /// The value as it prints, or the errors as they are shown.
  std::string result(std::string_view text, Use use = Use::expression, bool quoted = false,
                     Type expected = types::any) {
    const Operand operand = compile(text, use, quoted, expected);
    if (!operand.given()) return errors();
    prepare();
    Frame in = frame();
    try {
      return value_text(evaluate(operand, in));
    } catch (const RunError& error) {
      return render(error.diagnostic, sources, false);
    }
  }

  /// What was reported since the last call.
  std::string errors() {
    std::string text = diagnostics.render(sources, false);
    diagnostics = Diagnostics();
    return text;
  }

  std::string code(std::string_view text) { return dump(program.expressions, compile(text)); }

  Sources sources;
  Document document;
  Diagnostics diagnostics;
  Program program;
  FixtureScope scope;
  ExpressionCompiler compiler{program.expressions, diagnostics, sources};
  Pool pool;
  Loop loop{pool};
  Recorder recorder;
  State state{program, pool, loop, recorder};
  std::vector<Value> own_values;
  Value item;

private:
  Value evaluate_text_of(std::string_view expression) {
    const Operand operand = compile(expression);
    prepare();
    Frame in = frame();
    return evaluate(operand, in);
  }
};

}  // namespace asim::test
