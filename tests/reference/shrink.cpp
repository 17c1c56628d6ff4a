#include "reference/shrink.h"

#include <optional>
#include <vector>

namespace asim::test::reference {
namespace {

/// Walks over a model up to the n-th thing that could be left out, and leaves it out.
class Simplification {
public:
  explicit Simplification(int n) : left_(n) {}

  bool apply(Model& model) {
    if (model.until && here()) return model.until.reset(), true;
    for (ProcessType& type : model.processes) {
      if (type.count > 1 && here()) return --type.count, true;
      if (type.start > 0 && here()) return type.start = 0, true;
      if (apply(type.steps)) return true;
    }
    return false;
  }

private:
  bool here() { return left_-- == 0; }

  bool apply(std::vector<Step>& steps, bool are_parts = false) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto place = steps.begin() + static_cast<std::ptrdiff_t>(i);
      if (here()) return steps.erase(place), true;
      if (!are_parts && !steps[i].body.empty() && here()) {  // the body instead of the step
        const std::vector<Step> body = steps[i].body;
        steps.insert(steps.erase(place), body.begin(), body.end());
        return true;
      }
      if (apply(steps[i])) return true;
    }
    return false;
  }

  bool apply(Step& step) {
    if (step.timeout && here()) return step.timeout.reset(), step.otherwise.clear(), true;
    if (step.where && here()) return step.where.reset(), true;
    if (step.priority > 0 && here()) return step.priority = 0, true;
    return apply(step.parts, true) || apply(step.body) || apply(step.otherwise) || apply(step.finally);
  }

  int left_;
};

std::optional<Model> simplified(Model model, int n) {
  if (!Simplification(n).apply(model)) return std::nullopt;
  return model;
}

}  // namespace

Model shrink(Model model, const std::function<bool(const Model&)>& fails) {
  bool smaller = true;
  while (smaller) {
    smaller = false;
    for (int n = 0; const std::optional<Model> candidate = simplified(model, n);) {
      if (fails(*candidate)) {
        model = *candidate;
        smaller = true;
      } else {
        ++n;
      }
    }
  }
  return model;
}

}  // namespace asim::test::reference
