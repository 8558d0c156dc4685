package dev.waybill.pipelines.cli;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Product;
import scala.collection.Iterable;
import scala.collection.JavaConverters;

/**
 * Everything that a parsed statement consists of, the outer before the inner. Spark's own walks leave out what a node
 * holds beside its children: the tables of a {@code with}, subqueries, what {@code explain} explains, and the table of a
 * {@code version as of}. Here nothing is left out, since what is not looked at would be allowed.
 */
final class ParsedParts {

    private ParsedParts() {}

    /** The nodes of a plan, and of all plans and expressions in it. */
    static Stream<TreeNode<?>> of(TreeNode<?> whole) {
        return Stream.concat(Stream.of(whole), within(whole));
    }

    private static Stream<TreeNode<?>> within(Object part) {
        return fields(part).flatMap(field -> field instanceof TreeNode<?> node ? of(node) : within(field));
    }

    /** Nodes, tuples and options are products of their fields; names and values are neither that nor many. */
    private static Stream<?> fields(Object part) {
        if (part instanceof Iterable<?> many) {
            return stream(JavaConverters.asJavaIterator(many.iterator()));
        }
        return part instanceof Product fields
                ? stream(JavaConverters.asJavaIterator(fields.productIterator()))
                : Stream.empty();
    }

    private static Stream<?> stream(Iterator<?> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, 0), false);
    }
}
