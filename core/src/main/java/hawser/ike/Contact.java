package hawser.ike;

/// Whether an initiator announces INITIAL_CONTACT: the peer may then forget older SAs of ours.
public enum Contact {
  INITIAL,
  FURTHER
}
