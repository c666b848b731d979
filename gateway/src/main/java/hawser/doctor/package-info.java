/// What must be there before a gateway can run, and the command that brings it.
@NullMarked
package hawser.doctor;

import org.jspecify.annotations.NullMarked;
