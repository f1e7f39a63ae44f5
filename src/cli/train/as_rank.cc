#include "cli/train/as_rank.h"

namespace pyra {

void as_rank(Ranks& ranks, const std::function<void()>& work) {
  const std::string name = ranks.count() > 1 ? "rank " + std::to_string(ranks.rank()) + ": " : "";
  try {
    work();
  } catch (const RankFailure& theirs) {  // they know
    throw RankFailure(name + theirs.what(), theirs.code());
  } catch (const InputError& error) {
    ranks.fail(error.what());
    throw InputError(name + error.what(), error.code());
  } catch (const Failure& error) {
    ranks.fail(error.what());
    throw Failure(name + error.what(), error.code());
  } catch (const Interrupted& stopped) {
    ranks.fail(stopped.what());
    throw Interrupted(name + stopped.what(), stopped.code());
  } catch (const std::exception& error) {
    ranks.fail(error.what());
    throw;
  }
}

}  // namespace pyra
