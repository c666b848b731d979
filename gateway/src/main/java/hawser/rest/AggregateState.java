package hawser.rest;

import java.util.List;

/// A configured aggregate.
///
/// @param members the phase 1 names that it is made of
public record AggregateState(String name, String algorithm, List<String> members) {
  public AggregateState {
    members = List.copyOf(members);
  }
}
