/// The program: its subcommands.
@NullMarked
package hawser;

import org.jspecify.annotations.NullMarked;
