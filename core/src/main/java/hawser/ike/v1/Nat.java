package hawser.ike.v1;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Hmac;
import hawser.ike.Encapsulation;
import hawser.ike.NatTraversal;
import hawser.net.Endpoint;
import java.util.List;

/// Which end is behind a NAT (RFC 3947 section 3.2).
record Nat(boolean local, boolean remote) {
  static final Nat NONE = new Nat(false, false);

  /// The hashes of the endpoints as we see them: the peer's, then ours.
  ///
  /// @param both what both ends do
  static List<Payload> payloads(Isakmp sa, Vendors both) {
    Octets source =
        isClaimed(sa, both)
            ? sa.entropy.octets(sa.agreed().hash().length())
            : hash(sa, sa.path.local());
    return List.of(
        new Payload(PayloadType.NAT_DETECTION, hash(sa, sa.path.remote())),
        new Payload(PayloadType.NAT_DETECTION, source));
  }

  /// Compares: the first hash is of our endpoint as the peer sees it, the others are of its own.
  static Nat detect(Isakmp sa, List<Payload> payloads, Vendors both) {
    List<Octets> hashes = Payload.all(payloads, PayloadType.NAT_DETECTION);
    if (hashes.size() < 2) {
      return NONE;
    }
    return new Nat(
        isClaimed(sa, both) || !hashes.getFirst().equals(hash(sa, sa.path.local())),
        !hashes.subList(1, hashes.size()).contains(hash(sa, sa.path.remote())));
  }

  /// We claim a NAT that need not be there, so that ESP travels in UDP.
  private static boolean isClaimed(Isakmp sa, Vendors both) {
    return sa.config.natTraversal() == NatTraversal.FORCED || both.udp();
  }

  Encapsulation encapsulation() {
    return local || remote ? Encapsulation.UDP : Encapsulation.NONE;
  }

  /// As `diagnose` shows it.
  @Override
  public String toString() {
    return ((local ? "me " : "") + (remote ? "peer" : "")).strip();
  }

  private static Octets hash(Isakmp sa, Endpoint endpoint) {
    return Hmac.digest(
        sa.agreed().hash(),
        sa.cookies(),
        endpoint.address().toOctets(),
        new Writer().u16(endpoint.port()).toOctets());
  }
}
