package hawser.gateway;

import hawser.config.ConfigText;
import hawser.config.Configuration;
import hawser.config.Phase1;
import hawser.config.SecretStore;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Set;

/// Tunnels' plans for tests.
final class Plans {
  private Plans() {}

  /// A dial-up template with `keepalive 5`.
  static Tunnel.Plan template(String name) {
    String text =
        """
        config vpn ipsec phase1-interface
            edit "%s"
                set type dynamic
                set interface "wan1"
                set keepalive 5
                set psksecret some-secret
            next
        end
        """
            .formatted(name);
    Configuration.Loaded loaded =
        Configuration.load(
            List.of(new ConfigText("test.conf", text)), () -> Set.of("wan1"), SecretStore.none());
    if (!(loaded instanceof Configuration.Valid valid)) {
      throw new IllegalStateException(loaded.toString());
    }
    Phase1 phase1 = valid.configuration().phase1(name).orElseThrow();
    return new Tunnel.Plan(phase1, List.of(), name, IpAddress.ANY4);
  }
}
