package hawser.ike;

/// Who began an exchange.
public enum Role {
  INITIATOR,
  RESPONDER
}
