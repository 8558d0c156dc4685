package dev.waybill.common.section;

import dev.waybill.common.refusal.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.JavaConverters;

/**
 * The functions that an expression may call: those that are built into Spark, and Waybill's own. One with a database
 * before its name, {@code geo.zone_of(lat, lon)}, is for Spark's catalog to know.
 */
public final class KnownFunctions {

    /** Waybill's own, which every session of ours has. */
    public static final List<String> OWN = List.of("h3_cell", "haversine_km");

    private KnownFunctions() {}

    /**
     * Looks at every call, without a session.
     *
     * @throws IllegalArgumentException naming a function that there is not, and the one that was probably meant
     */
    static void require(Expression part, String expression) {
        if (part instanceof UnresolvedFunction function && function.nameParts().size() == 1) {
            String name = function.nameParts().head();
            if (!isKnown(name)) {
                throw new IllegalArgumentException("has '%s', which is no function of Spark SQL: %s. %s"
                        .formatted(name, expression, remedy(name)));
            }
        }
        JavaConverters.seqAsJavaList(part.children()).forEach(child -> require(child, expression));
    }

    private static boolean isKnown(String name) {
        return OWN.stream().anyMatch(name::equalsIgnoreCase)
                || FunctionRegistry.builtin()
                        .lookupFunctionBuilder(new FunctionIdentifier(name))
                        .isDefined();
    }

    private static String remedy(String name) {
        Collection<String> builtIn = JavaConverters.seqAsJavaList(
                        FunctionRegistry.builtin().listFunction())
                .stream()
                .map(FunctionIdentifier::funcName)
                .toList();
        Optional<String> nearest = Suggestion.nearest(
                name, Stream.concat(builtIn.stream(), OWN.stream()).toList());
        return nearest.map(meant -> "Did you mean '" + meant + "'?").orElse("Spark's manual lists all that there are.");
    }
}
