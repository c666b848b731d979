package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.ike.ChildSa;
import hawser.ike.Spi;
import org.jspecify.annotations.Nullable;

/// A Child SA as its IKE SA sees it.
final class Child {
  /// Where a Child SA is in its life.
  enum State {
    /// Both ends have it.
    ALIVE,
    /// Our request for a successor waits for its answer.
    REKEYING,
    /// A successor is agreed; this one still receives.
    REPLACED,
    /// Our Delete is on its way.
    DELETING
  }

  /// What the peer's own rekeying of the same Child SA made.
  ///
  /// @param lowestNonce of that exchange (RFC 7296 section 2.8.1)
  record Rival(Spi inbound, Octets lowestNonce) {}

  final ChildSa sa;
  State state = State.ALIVE;
  @Nullable Rival rival;

  /// A successor that the peer asked for and that we do not send on yet.
  @Nullable Spi waiting;

  Child(ChildSa sa) {
    this.sa = sa;
  }

  Spi inbound() {
    return sa.inbound();
  }
}
