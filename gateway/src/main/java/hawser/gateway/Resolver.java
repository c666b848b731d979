package hawser.gateway;

import hawser.net.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Asks for the addresses of names, `remotegw-ddns`, without anybody waiting. Owned by the control
/// loop.
final class Resolver {
  private final Loop loop;
  private final Set<String> asked = new HashSet<>();

  Resolver(Loop loop) {
    this.loop = loop;
  }

  /// Tells the first IPv4 address of a name on the control loop; empty when it has none. Nothing
  /// happens while the same name is being asked for.
  void ask(String name, Consumer<Optional<IpAddress>> answer) {
    if (!asked.add(name)) {
      return;
    }
    Thread.ofVirtual()
        .name("resolver")
        .start(() -> {
          Optional<IpAddress> address = lookUp(name);
          boolean _ =
              loop.post(() -> {
                asked.remove(name);
                answer.accept(address);
              });
        });
  }

  private static Optional<IpAddress> lookUp(String name) {
    try {
      return Arrays.stream(InetAddress.getAllByName(name))
          .filter(Inet4Address.class::isInstance)
          .map(address -> IpAddress.parse(address.getHostAddress()))
          .filter(address -> !address.isAny())
          .findFirst();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
