package hawser.ike.v1;

import java.util.Arrays;

/// The message IDs that were used on an ISAKMP SA. Nothing else tells a recorded first message from
/// a fresh one: its HASH has no counter (RFC 2409 section 5.5). The oldest of many is forgotten.
final class MessageIds {
  private static final int MOST = 4096;

  private int[] ids = new int[16];
  private int count;
  private int next;

  boolean contains(int id) {
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) {
        return true;
      }
    }
    return false;
  }

  void add(int id) {
    if (count == ids.length && count < MOST) {
      ids = Arrays.copyOf(ids, count * 2);
    }
    ids[next] = id;
    next = (next + 1) % MOST;
    count = Math.max(count, next == 0 ? MOST : next);
  }
}
