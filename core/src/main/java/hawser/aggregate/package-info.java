/// Several tunnels as one rope: members, the locations they lead to, and how packets are spread.
@NullMarked
package hawser.aggregate;

import org.jspecify.annotations.NullMarked;
