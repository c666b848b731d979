package hawser.config;

import hawser.esp.InnerDf;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Optional;

/// A valid configuration. What it holds compares by value, so a change is what is not equal.
public record Configuration(
    String hostname,
    IpAddress locationId,
    InnerDf innerDf,
    List<Interface> interfaces,
    List<Phase1> phase1s,
    List<Phase2> phase2s,
    List<Aggregate> aggregates,
    List<Policy> policies,
    List<Address> addresses,
    List<Service> services,
    List<StaticRoute> routes,
    Certificates certificates,
    Tree tree) {
  /// What came of loading.
  public sealed interface Loaded {}

  /// It can be used; `warnings` are for the administrator.
  public record Valid(Configuration configuration, List<Problem> warnings) implements Loaded {}

  /// It cannot: at least one problem is an error.
  public record Invalid(List<Problem> problems) implements Loaded {}

  /// Reads, checks and types the sources, which are taken as one text.
  public static Loaded load(List<ConfigText> sources, Host host, SecretStore secrets) {
    return new Loader(host, secrets).load(sources);
  }

  public Optional<Phase1> phase1(String name) {
    return phase1s.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /// The aggregate that the phase 1 belongs to.
  public Optional<Aggregate> aggregateOf(String phase1) {
    return aggregates.stream().filter(a -> a.members().contains(phase1)).findFirst();
  }

  /// The device that a phase 1's packets go through: its aggregate's, or its own.
  public String deviceOf(Phase1 phase1) {
    return aggregateOf(phase1.name()).map(Aggregate::name).orElse(phase1.name());
  }

  /// True when an enabled policy names the interface, or any.
  public boolean policyNames(String interfaceName) {
    return policies.stream()
        .filter(Policy::enabled)
        .anyMatch(p ->
            p.from().contains(interfaceName)
                || p.to().contains(interfaceName)
                || p.from().contains("any")
                || p.to().contains("any"));
  }
}
