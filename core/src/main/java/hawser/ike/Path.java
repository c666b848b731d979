package hawser.ike;

import hawser.net.Endpoint;

/// Where IKE messages go: from which of our endpoints to which of the peer's. On local port 4500
/// the socket layer puts the non-ESP marker in front.
public record Path(Endpoint local, Endpoint remote) {
  public static final int IKE_PORT = 500;
  public static final int NAT_PORT = 4500;

  /// The same addresses on ports 4500 (RFC 3947 section 4).
  public Path floated() {
    return new Path(
        new Endpoint(local.address(), NAT_PORT), new Endpoint(remote.address(), NAT_PORT));
  }

  /// The same path as the peer sees it.
  public Path reversed() {
    return new Path(/* local= */ remote, /* remote= */ local);
  }

  @Override
  public String toString() {
    return local + "->" + remote;
  }
}
