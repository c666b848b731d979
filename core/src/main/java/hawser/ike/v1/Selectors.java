package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.ChildConfig;
import hawser.ike.Path;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.util.List;
import java.util.Optional;

/// The two ID payloads of Quick Mode: what is behind us and what is behind the peer.
record Selectors(TrafficSelector local, TrafficSelector remote) {
  /// Quick Mode has one selector a side, and a phase 2 has the first of its own.
  static Selectors of(ChildConfig child) {
    return new Selectors(child.local().getFirst(), child.remote().getFirst());
  }

  /// As the message has them: the initiator's is the local one. Empty when it has none.
  ///
  /// @throws Malformed when there is one alone, or one is no range of addresses (CVE-2023-38711)
  static Optional<Selectors> read(List<Payload> payloads) throws Malformed {
    List<Octets> ids = Payload.all(payloads, PayloadType.IDENTITY);
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    if (ids.size() != 2) {
      throw new Malformed(ids.size() + " ID payloads in quick mode");
    }
    Selectors selectors =
        new Selectors(IdBody.selector(ids.getFirst()), IdBody.selector(ids.getLast()));
    if (selectors.local.range().family() != selectors.remote.range().family()) {
      throw new Malformed("selectors of two families");
    }
    return Optional.of(selectors);
  }

  /// The peers themselves, which is meant when there are no ID payloads (RFC 2409 section 5.5).
  static Selectors hosts(Path path) {
    return new Selectors(
        TrafficSelector.of(Prefix.host(path.local().address())),
        TrafficSelector.of(Prefix.host(path.remote().address())));
  }

  List<Payload> toPayloads() {
    return List.of(
        new Payload(PayloadType.IDENTITY, IdBody.of(local)),
        new Payload(PayloadType.IDENTITY, IdBody.of(remote)));
  }

  Selectors reversed() {
    return new Selectors(/* local= */ remote, /* remote= */ local);
  }

  boolean contains(Selectors inner) {
    return contains(local, inner.local) && contains(remote, inner.remote);
  }

  private static boolean contains(TrafficSelector outer, TrafficSelector inner) {
    return outer.range().family() == inner.range().family() && outer.contains(inner);
  }

  @Override
  public String toString() {
    return "local " + local + " remote " + remote;
  }
}
