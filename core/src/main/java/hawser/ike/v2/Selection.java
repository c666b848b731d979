package hawser.ike.v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Whether one suite of ours is in a proposal of the peer's (RFC 7296 section 3.3.6): one transform
/// of every type that the proposal has, and no type missing that we need.
final class Selection {
  private final Map<Integer, Predicate<Transform>> wanted = new LinkedHashMap<>();

  /// Of this type it has to be this one.
  Selection with(Transform transform) {
    return with(transform.type(), t -> t.id() == transform.id() && t.keyBits() == 0);
  }

  Selection with(int type, Predicate<Transform> wish) {
    wanted.put(type, wish);
    return this;
  }

  /// The transforms to answer with, unmodified; empty when the proposal will not do. A type that we
  /// do not want, or do not know, has to offer that it is left out.
  Optional<List<Transform>> in(SecurityAssociation.Proposal proposal) {
    List<Transform> chosen = new ArrayList<>();
    TreeSet<Integer> types = new TreeSet<>(wanted.keySet());
    proposal.transforms().forEach(transform -> types.add(transform.type()));
    for (int type : types) {
      Predicate<Transform> wish =
          wanted.getOrDefault(type, transform -> transform.id() == Transform.ID_NONE);
      Optional<Transform> found =
          proposal.transforms().stream()
              .filter(t -> t.type() == type && t.isUnderstood() && wish.test(t))
              .findFirst();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      chosen.add(found.get());
    }
    return Optional.of(chosen);
  }
}
