package hawser.gateway;

import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Session;
import java.util.List;

/// Gives events to sessions and carries out what they want.
interface Driver {
  void handle(Session session, Event event);

  /// Carries out what a session answered that was asked elsewhere.
  void perform(Session session, List<Action> actions);
}
