#pragma once
// What `acquire`, `release` and `with` are about: a resource, a list of them, or an expression that gives
// either.

#include <string>
#include <vector>

#include "program/heap.h"
#include "steps/execution.h"

namespace asim {

class ResourceList {
public:
  ResourceList(StepCompiler&, const StepNode&, std::string_view key);

  /// The one resource, if it is a single one of the model; else null.
  const Argument* constant() const { return is_constant_ ? members_.data() : nullptr; }
  const std::vector<Argument>& members() const { return members_; }
  Span span() const { return span_; }

  using Resources = std::vector<ResourceObject*, PoolAllocator<ResourceObject*>>;
  /// All of them, in order, each as often as it is named.
  Resources evaluate_all(Frame& frame) const {
    Resources all{PoolAllocator<ResourceObject*>(frame.state.pool)};
    for_each(frame, [&](ResourceObject& resource) { all.push_back(&resource); });
    return all;
  }
  /// Calls visit(ResourceObject&) for each; RunError at what is no resource.
  template <class Visit>
  void for_each(Frame& frame, Visit visit) const {
    if (is_constant_) return visit(evaluate_object<ResourceObject>(members_.front(), frame));
    for (const Argument& member : members_) {
      const Value value = evaluate(member.operand, frame);
      if (!value.is_list()) {
        visit(resource(value, member.span));
        continue;
      }
      for (const Value& item : value.as_list()->items()) visit(resource(item, member.span));
    }
  }

private:
  static ResourceObject& resource(const Value& value, Span span) {
    return static_cast<ResourceObject&>(as_object(value, ObjectKind::resource, span));
  }

  std::vector<Argument> members_;  // of the list as written; otherwise one that may give a list
  Span span_;
  bool is_constant_ = false;
};

}  // namespace asim
