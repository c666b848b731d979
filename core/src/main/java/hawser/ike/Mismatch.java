package hawser.ike;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Why nothing of what a peer offered could be chosen, kept so that people can be told.
///
/// @param subject the phase 1 or phase 2 whose proposals were compared
/// @param offered by the peer, transform by transform
/// @param allowed by us
public record Mismatch(
    Kind kind, String subject, List<Combination> offered, List<Combination> allowed) {
  /// What was negotiated.
  public enum Kind {
    IKE_SA,
    CHILD_SA
  }

  /// One thing that both ends must agree on, in the order in which they are compared.
  public enum Aspect {
    ENCRYPTION,
    INTEGRITY,
    PRF,
    GROUP,
    AUTHENTICATION,
    ENCAPSULATION,
    SEQUENCE_NUMBERS
  }

  /// A choice of every kind, by the names of the registries.
  public record Combination(Map<Aspect, String> values) {
    public Combination {
      values = new EnumMap<>(values); // in the order of the aspects, wherever it is shown
    }

    /// The aspects in which the two differ.
    List<Aspect> differences(Combination other) {
      return List.of(Aspect.values()).stream()
          .filter(aspect -> !value(aspect).equals(other.value(aspect)))
          .toList();
    }

    /// Empty when it has none of the kind.
    public String value(Aspect aspect) {
      return values.getOrDefault(aspect, "");
    }

    @Override
    public String toString() {
      return String.join("/", values.values());
    }
  }

  /// The pair that is closest to a match.
  ///
  /// @param differences the first is the first mismatch
  public record Nearest(Combination offered, Combination allowed, List<Aspect> differences) {}

  public Mismatch {
    offered = List.copyOf(offered);
    allowed = List.copyOf(allowed);
  }

  /// The pair with the fewest differences, the first of several; empty when one side has nothing.
  public Optional<Nearest> nearest() {
    return offered.stream()
        .flatMap(theirs ->
            allowed.stream().map(ours -> new Nearest(theirs, ours, theirs.differences(ours))))
        .min(Comparator.comparingInt(nearest -> nearest.differences.size()));
  }
}
