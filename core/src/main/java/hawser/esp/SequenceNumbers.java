package hawser.esp;

/// 32-bit sequence numbers, or extended ones of 64 bits whose high half is not sent (RFC 4304).
public enum SequenceNumbers {
  SHORT,
  EXTENDED
}
