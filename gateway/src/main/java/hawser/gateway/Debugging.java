package hawser.gateway;

import hawser.gateway.IkeTrace.Filter;
import hawser.net.IpAddress;
import java.util.Optional;

/// What `diagnose debug` and `diagnose vpn ike log filter` set.
public final class Debugging {
  private final IkeTrace trace;

  Debugging(IkeTrace trace) {
    this.trace = trace;
  }

  public IkeTrace trace() {
    return trace;
  }

  /// Sets one part of the filter. False when there is no such part, or the value is no address.
  public boolean filter(String part, String value) {
    Filter now = trace.filter();
    try {
      switch (part) {
        case "name" -> trace.filter(new Filter(Optional.of(value), now.remote(), now.local()));
        case "rem-addr4", "dst-addr4" ->
            trace.filter(new Filter(now.name(), Optional.of(IpAddress.parse(value)), now.local()));
        case "loc-addr4", "src-addr4" ->
            trace.filter(new Filter(now.name(), now.remote(), Optional.of(IpAddress.parse(value))));
        default -> {
          return false;
        }
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  public void clearFilter() {
    trace.filter(Filter.NONE);
  }

  /// The filter as FortiOS lists it.
  public String filterList() {
    Filter filter = trace.filter();
    return "vd: any%nname: %s%ninterface: any%nIPv4 source: %s%nIPv4 dest: %s%n"
        .formatted(
            filter.name().orElse("any"),
            filter.local().map(IpAddress::toString).orElse("any"),
            filter.remote().map(IpAddress::toString).orElse("any"));
  }
}
