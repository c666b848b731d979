package hawser.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class IperfTest {
  @Test
  void theRateOfAnIntervalIsThatOfItsSum() {
    String json =
        """
        {"start": {"version": "iperf 3.12"},
         "intervals": [
          {"streams": [{"start": 0, "end": 1.0, "bits_per_second": 1}],
           "sum": {"start": 0, "end": 1.0, "bits_per_second": 2.5e+09, "omitted": false}},
          {"streams": [{"start": 1, "end": 2.0, "bits_per_second": 1}],
           "sum": {"start": 1, "end": 2.0, "bits_per_second": 3000000000, "omitted": false}}],
         "end": {"sum": {"bits_per_second": 9}, "sum_received": {"bits_per_second": 9}}}
        """;
    assertEquals(List.of(2.5, 3.0), Iperf.intervals(json));
  }
}
