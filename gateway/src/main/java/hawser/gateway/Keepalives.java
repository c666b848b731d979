package hawser.gateway;

import hawser.ike.Path;
import hawser.ike.Session;
import hawser.linux.OsException;
import hawser.net.Endpoint;
import java.time.Instant;
import java.util.Optional;

/// NAT keepalives (RFC 3948 section 4): whoever is behind a NAT sends one octet 0xFF when it has
/// sent nothing else for a while, so that the NAT keeps the mapping. They are never answered and
/// prove nothing.
final class Keepalives {
  private static final byte[] KEEPALIVE = {(byte) 0xff};

  private Keepalives() {}

  static void sendIfDue(Tunnel tunnel, Instant now, Traffic traffic) {
    Optional<Session> session = tunnel.session();
    Port port = tunnel.port;
    if (session.isPresent()
        && port != null
        && isDue(tunnel, session.get(), now, traffic.sent(tunnel))) {
      tunnel.lastSent = now;
      send(port, session.get().path().remote());
    }
  }

  static boolean isDue(Tunnel tunnel, Session session, Instant now, Instant lastPacket) {
    Instant quietSince = lastPacket.isAfter(tunnel.lastSent) ? lastPacket : tunnel.lastSent;
    return session.nat().contains("me")
        && session.path().local().port() == Path.NAT_PORT
        && !now.isBefore(quietSince.plus(tunnel.phase1.keepalive()));
  }

  private static void send(Port port, Endpoint remote) {
    try {
      port.sendNatted(remote, KEEPALIVE);
    } catch (OsException e) {
      Log.info("NAT keepalive to " + remote + ": " + e.getMessage());
    }
  }
}
