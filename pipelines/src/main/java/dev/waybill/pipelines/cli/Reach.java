package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.PlanWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedInlineTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedView;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * How far a query reaches: to the tables of its pipeline and no further. Spark would read any file of the machine for
 * {@code select * from text.`/etc/passwd`}, call any Java method and start any program.
 */
final class Reach {

    /** What brings rows without reading any. {@code ShowTables} and its like name things of the session. */
    private static final List<Class<?>> READ_NOTHING = List.of(
            OneRowRelation.class,
            UnresolvedInlineTable.class,
            UnresolvedNamespace.class,
            UnresolvedFunctionName.class,
            RelationTimeTravel.class, // its table is a part of its own
            Command.class);

    private static final String REFLECTION = CallMethodViaReflection.class.getName();

    private final List<String> tables;
    private final Set<String> common;

    private Reach(List<String> tables, Set<String> common) {
        this.tables = tables;
        this.common = common;
    }

    /**
     * Refuses a statement that reads anything but tables, or runs what is no query.
     *
     * @param plan as the parser read it: nothing was looked at yet
     * @param tables of the pipeline
     * @return those of the tables that the statement names
     */
    static Collection<String> within(LogicalPlan plan, List<String> tables) {
        Reach reach = new Reach(tables, commonTables(plan));
        ParsedParts.of(plan)
                .map(reach::beyond)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(refusal -> {
                    throw refusal;
                });
        Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ParsedParts.of(plan).flatMap(part -> nameOf(part).stream()).forEach(named::addAll);
        return tables.stream().filter(named::contains).toList();
    }

    /** The names that a {@code with} gives. */
    private static Set<String> commonTables(LogicalPlan plan) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ParsedParts.of(plan).forEach(part -> {
            if (part instanceof UnresolvedWith with) {
                JavaConverters.seqAsJavaList(with.cteRelations()).forEach(relation -> names.add(relation._1()));
            }
        });
        return names;
    }

    private Optional<Refusal> beyond(TreeNode<?> part) {
        return nameOf(part)
                .map(this::ofTable)
                .orElseGet(() -> part instanceof LogicalPlan plan ? ofPlan(plan) : ofExpression(part));
    }

    private static Optional<List<String>> nameOf(TreeNode<?> part) {
        Optional<Seq<String>> name = Optional.empty();
        if (part instanceof UnresolvedRelation relation) {
            name = Optional.of(relation.multipartIdentifier());
        } else if (part instanceof UnresolvedTableOrView table) {
            name = Optional.of(table.multipartIdentifier());
        } else if (part instanceof UnresolvedTable table) {
            name = Optional.of(table.multipartIdentifier());
        } else if (part instanceof UnresolvedView view) {
            name = Optional.of(view.multipartIdentifier());
        }
        return name.map(JavaConverters::seqAsJavaList);
    }

    private Optional<Refusal> ofTable(List<String> name) {
        if (name.size() > 1) {
            return Optional.of(outside("read " + String.join(".", name)));
        }
        boolean known = Stream.concat(tables.stream(), common.stream()).anyMatch(name.get(0)::equalsIgnoreCase);
        return known
                ? Optional.empty()
                : Optional.of(Refusal.mistake(
                        "sql.table-or-view-not-found",
                        "Cannot run the query: The table or view `%s` cannot be found.".formatted(name.get(0)),
                        tablesHere()));
    }

    private Optional<Refusal> ofPlan(LogicalPlan plan) {
        if (plan instanceof ScriptTransformation) {
            return Optional.of(outside("start a program, as 'transform .. using' does"));
        } else if (plan instanceof PlanWithUnresolvedIdentifier) {
            return Optional.of(hidden());
        } else if (plan instanceof UnresolvedTableValuedFunction function) {
            return ofTableFunction(function.name().last());
        }
        boolean reads = plan.children().isEmpty() && READ_NOTHING.stream().noneMatch(kind -> kind.isInstance(plan));
        return reads ? Optional.of(outside("read a " + Statement.words(plan.nodeName()))) : Optional.empty();
    }

    /** Extensions bring more of them, such as Delta's {@code table_changes_by_path}. */
    private Optional<Refusal> ofTableFunction(String name) {
        boolean builtin = TableFunctionRegistry.builtin()
                .lookupFunction(new FunctionIdentifier(name))
                .isDefined();
        return builtin ? Optional.empty() : Optional.of(outside("read " + name + "(..)"));
    }

    private Optional<Refusal> ofExpression(TreeNode<?> part) {
        if (part instanceof ExpressionWithUnresolvedIdentifier) {
            return Optional.of(hidden());
        } else if (part instanceof UnresolvedFunction function) {
            return ofFunction(function.nameParts().last());
        }
        return part instanceof UnresolvedGenerator generator
                ? ofFunction(generator.name().funcName())
                : Optional.empty();
    }

    /** By the class behind a name: {@code reflect} and {@code java_method} are the same. */
    private Optional<Refusal> ofFunction(String name) {
        Option<ExpressionInfo> known = FunctionRegistry.builtin().lookupFunction(new FunctionIdentifier(name));
        return known.isDefined() && known.get().getClassName().equals(REFLECTION)
                ? Optional.of(outside("call " + name.toLowerCase(Locale.ROOT) + ", which runs any Java method"))
                : Optional.empty();
    }

    private static Refusal hidden() {
        return Refusal.mistake(
                "sql.outside-of-tables",
                "Cannot run the query: identifier(..) hides what it names.",
                "Write the name itself.");
    }

    private Refusal outside(String what) {
        return Refusal.mistake(
                "sql.outside-of-tables",
                "Cannot %s: sql only reads the tables of the pipeline.".formatted(what),
                tablesHere());
    }

    private String tablesHere() {
        return tables.isEmpty() ? "There are none yet." : "Tables here: " + String.join(", ", tables) + ".";
    }
}
