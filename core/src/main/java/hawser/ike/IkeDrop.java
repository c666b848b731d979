package hawser.ike;

/// Why an IKE message was ignored: the one list behind counters and docs.
public enum IkeDrop {
  SHORT("shorter than the IKE header"),
  BAD_LENGTH("length field differs from the datagram"),
  BAD_VERSION("major version is neither 1 nor 2"),
  BAD_SPI("SPIs impossible in this message"),
  UNKNOWN_SA("no IKE SA with these SPIs"),
  MALFORMED("payloads do not parse"),
  UNEXPECTED("not the message that this state waits for"),
  BAD_HASH("HASH does not verify"),
  COOKIE("first message without a cookie, under load"),
  BAD_ICV("integrity check failed"),
  AUTH_FAILED("AUTH does not verify"),
  FRAGMENT("fragment that belongs to no message"),
  MESSAGE_ID("message ID outside the window"),
  REPLAY("message ID of an exchange that is over"),
  BAD_KEY("public value or nonce is invalid"),
  NOT_ENCRYPTED("clear message under an established SA"),
  WRONG_ID("the peer has another identity than the configured one"),
  LIMIT("too many half-open sessions"),
  NO_CONFIG("no phase 1 matches, or no policy names it"),
  NO_MARKER("neither IKE nor ESP on port 4500"),
  KEEPALIVE("NAT keepalive");

  private final String text;

  IkeDrop(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
