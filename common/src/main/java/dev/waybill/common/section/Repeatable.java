package dev.waybill.common.section;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.SparkVersion;
import org.apache.spark.sql.catalyst.trees.Origin;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.Function1;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Finds in an expression what makes its value depend on more than the row: the clock, chance, the session.
 *
 * <p>Spark takes {@code now}, {@code today}, {@code tomorrow} and {@code yesterday} for times in three ways. In {@code
 * timestamp'now'} the parser itself puts the present in place of the word. A cast of a constant text to a date or a
 * timestamp is replaced before the first row, whether it is written ({@code cast('now' as timestamp)}, {@code
 * to_date('today')}) or implied ({@code datediff('now', a)}, {@code a > 'yesterday'}). In data the words mean nothing,
 * and {@code status = 'now'} is a comparison of texts.
 */
final class Repeatable {

    /** What Spark replaces in the text of an expression by one of its settings, or by a variable of the environment. */
    private static final Pattern SETTING = Pattern.compile("\\$\\{[^}]+}");

    private static final Pattern TYPE_OF_LITERAL = Pattern.compile("^\\s*\\w+");

    private Repeatable() {}

    /**
     * What an expression has in its text, as the parser reads it.
     *
     * @param parse the parser
     */
    static Optional<String> unrepeatable(String text, Function<String, Expression> parse) {
        Matcher setting = SETTING.matcher(text);
        return setting.find() ? Optional.of(setting.group()) : inParsed(parse.apply(text), text, parse);
    }

    private static Optional<String> inParsed(Expression part, String text, Function<String, Expression> parse) {
        Optional<String> here = part instanceof UnresolvedFunction function
                ? ofFunction(function)
                : part instanceof Literal literal ? ofLiteral(literal, text, parse) : ofCast(part);
        return here.or(() -> firstOf(children(part).map(child -> () -> inParsed(child, text, parse))));
    }

    /** What an expression has after Spark has found its columns and functions, and put in the casts that it implies. */
    static Optional<String> inResolved(Expression part) {
        Optional<String> here = isOfTheRow(part) ? ofCast(part) : Optional.of(part.prettyName());
        Stream<Expression> inner = part instanceof RuntimeReplaceable replaced
                ? Stream.concat(children(part), Stream.of(replaced.replacement()))
                : children(part);
        return here.or(() -> firstOf(inner.map(child -> () -> inResolved(child))));
    }

    /** Of a part by itself, whatever its arguments are. */
    private static boolean isOfTheRow(Expression part) {
        boolean argumentsAre = children(part).allMatch(Expression::deterministic);
        boolean argumentsAsk = children(part).anyMatch(child -> child.containsPattern(TreePattern.CURRENT_LIKE()));
        return !(part instanceof SparkVersion)
                && (part.deterministic() || !argumentsAre)
                && (!part.containsPattern(TreePattern.CURRENT_LIKE()) || argumentsAsk);
    }

    /** Of a function that Spark does not have, or not with these arguments, Spark says so itself later. */
    private static Optional<String> ofFunction(UnresolvedFunction function) {
        String name = function.nameParts().last();
        Option<Function1<Seq<Expression>, Expression>> builder =
                FunctionRegistry.builtin().lookupFunctionBuilder(new FunctionIdentifier(name));
        if (builder.isEmpty()) {
            return Optional.empty();
        }
        try {
            Expression built = builder.get().apply(function.arguments());
            boolean depends = built instanceof SparkVersion
                    || !built.deterministic()
                    || built.containsPattern(TreePattern.CURRENT_LIKE());
            return depends ? Optional.of(name) : ofBuilt(built);
        } catch (AssertionError e) { // floor, ceil and some others are made of resolved arguments alone: see inResolved
            return Optional.empty();
        } catch (Exception e) {
            if (e instanceof AnalysisException || e instanceof RuntimeException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<String> ofBuilt(Expression built) {
        return built instanceof RuntimeReplaceable replaced ? ofCast(replaced.replacement()) : ofCast(built);
    }

    private static Optional<String> ofCast(Expression part) {
        return part instanceof Cast cast
                        && isTime(cast.dataType())
                        && cast.child().resolved()
                        && cast.child().dataType() instanceof StringType
                        && cast.child().foldable()
                ? clockWord(cast.child()).map(word -> "'%s' as a time".formatted(word))
                : Optional.empty();
    }

    /** A time that the parser made knows no more from which word, but where it stands. */
    private static Optional<String> ofLiteral(Literal literal, String text, Function<String, Expression> parse) {
        Origin origin = literal.origin();
        if (!isTime(literal.dataType())
                || origin.startIndex().isEmpty()
                || origin.stopIndex().isEmpty()) {
            return Optional.empty();
        }
        String written = text.substring(
                text.offsetByCodePoints(0, (Integer) origin.startIndex().get()),
                text.offsetByCodePoints(0, (Integer) origin.stopIndex().get() + 1));
        String word = TYPE_OF_LITERAL.matcher(written).replaceFirst("").strip();
        return clockWord(parse.apply(word)).map(found -> written);
    }

    /** The text of a constant if Spark takes it for a time that moves with the clock. */
    private static Optional<String> clockWord(Expression constant) {
        return Optional.ofNullable(constant.eval(null))
                .map(Object::toString)
                .filter(text -> !text.strip().toLowerCase(Locale.ROOT).startsWith("epoch"))
                .filter(text -> DateTimeUtils.convertSpecialTimestamp(text, ZoneOffset.UTC)
                        .isDefined());
    }

    private static boolean isTime(DataType type) {
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    private static Stream<Expression> children(Expression part) {
        return JavaConverters.seqAsJavaList(part.children()).stream();
    }

    private static Optional<String> firstOf(Stream<Supplier<Optional<String>>> parts) {
        return parts.map(Supplier::get).flatMap(Optional::stream).findFirst();
    }
}
