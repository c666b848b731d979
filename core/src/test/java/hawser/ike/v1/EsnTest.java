package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildConfig.Esn;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.EsnPolicy;
import hawser.ike.Event;
import hawser.ike.Session;
import hawser.ike.Spi;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Extended sequence numbers are attribute 11 of a transform (RFC 4304 section 2).
class EsnTest {
  private static final int ATTRIBUTE = 11;

  @ParameterizedTest
  @CsvSource({
    "DISABLE, DISABLE, NO",
    "DISABLE, ALLOW, NO",
    "DISABLE, REQUIRE, ",
    "ALLOW, DISABLE, NO",
    "ALLOW, ALLOW, YES",
    "ALLOW, REQUIRE, YES",
    "REQUIRE, DISABLE, ",
    "REQUIRE, ALLOW, YES",
    "REQUIRE, REQUIRE, YES",
  })
  void everyPairOfPoliciesAgreesWhereItCan(
      EsnPolicy initiator, EsnPolicy responder, @Nullable Esn agreed) {
    Sessions sessions = new Sessions();
    Wire wire = new Wire();
    Session a = sessions.initiator(Sessions.config(Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY, child(responder)));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(child(initiator)));
    List<Esn> expected = Optional.ofNullable(agreed).stream().toList();
    for (Session session : List.of(a, b)) {
      assertEquals(
          expected,
          wire.all(session, Action.InstallChild.class).stream()
              .map(Action.InstallChild::child)
              .map(ChildSa::esn)
              .toList());
    }
    assertEquals(1 - expected.size(), wire.all(a, Action.ChildFailed.class).size());
  }

  @Test
  void allowOffersEachSuiteWithAndWithout() {
    assertEquals(List.of(1L, 0L), offered(EsnPolicy.ALLOW));
    assertEquals(List.of(1L), offered(EsnPolicy.REQUIRE));
    assertEquals(List.of(0L), offered(EsnPolicy.DISABLE));
  }

  private static List<Long> offered(EsnPolicy policy) {
    SaBody offer =
        Phase2Offer.offer(child(policy), new Spi(1000), Optional.empty(), Encapsulation.NONE);
    return offer.proposals().getFirst().transforms().stream()
        .map(transform -> transform.attributes().get(ATTRIBUTE))
        .toList();
  }

  private static ChildConfig child(EsnPolicy policy) {
    return Sessions.child(Sessions.HALF_DAY, policy);
  }
}
