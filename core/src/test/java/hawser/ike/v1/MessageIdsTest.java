package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MessageIdsTest {
  @Test
  void theLast4096AreKnownAndTheOldestIsForgottenFirst() {
    MessageIds ids = new MessageIds();
    for (int id = 1; id <= 10_000; id++) {
      assertFalse(ids.contains(id));
      ids.add(id);
      assertTrue(ids.contains(id));
      assertTrue(ids.contains(Math.max(1, id - 4095)));
      assertFalse(id > 4096 && ids.contains(id - 4096));
    }
    assertFalse(ids.contains(0)); // an unused place is no ID
  }
}
