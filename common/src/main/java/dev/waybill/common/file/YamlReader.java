package dev.waybill.common.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waybill.common.refusal.Refusal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as DVC does: see {@link YamlScalar}. So params.yaml and dvc.yaml mean the same to DVC and to Waybill. What is
 * wrong is refused with its line and column, and a key that is there twice is wrong.
 */
public final class YamlReader {

    private static final int MOST_CHARACTERS = 64 << 20;
    private static final int MOST_NODES = 2_000_000;
    private static final String STANDARD = "tag:yaml.org,2002:";
    private static final Map<String, YamlScalar.Type> TAGS = Map.of(
            STANDARD + "null", YamlScalar.Type.NULL,
            STANDARD + "bool", YamlScalar.Type.BOOLEAN,
            STANDARD + "int", YamlScalar.Type.INTEGER,
            STANDARD + "float", YamlScalar.Type.FLOAT,
            STANDARD + "timestamp", YamlScalar.Type.TIMESTAMP,
            STANDARD + "str", YamlScalar.Type.TEXT);

    private final String name;
    private final boolean exact;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<Node> open = new HashSet<>();
    private int nodes;

    private YamlReader(String name, boolean exact) {
        this.name = name;
        this.exact = exact;
    }

    /** A text that holds a mapping, or nothing: dates are texts, and keys are named as they are written. */
    static YamlFile params(String name, String text) {
        return new YamlReader(name, false).mapping(text);
    }

    /**
     * As {@link #params}, for comparing values as DVC does, to which a date is not the text that it looks like, and a number
     * as a key, such as a class label, not a text. A date is a {@link YamlScalar.Timestamp}; a key that is a text and looks
     * like something else keeps its quotes: {@code '0'}.
     */
    public static YamlFile exact(String name, String text) {
        return new YamlReader(name, true).mapping(text);
    }

    /** A value by itself, read as those of {@link #params}; null for none. */
    public static JsonNode value(String name, String text) {
        JsonNode value = new YamlReader(name, false).tree(text);
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }

    private YamlFile mapping(String text) {
        JsonNode tree = tree(text);
        if (tree.isMissingNode() || tree.isNull()) {
            tree = JsonNodeFactory.instance.objectNode();
        }
        if (tree instanceof ObjectNode mapping) {
            return new YamlFile(name, mapping, lines);
        }
        throw Refusal.mistake(
                "yaml.not-a-mapping", "Cannot read " + name + ": it is not a mapping.", "Write 'key: value' lines.");
    }

    private JsonNode tree(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        try {
            Node root = new Composer(new ParserImpl(new StreamReader(text), options), new WordResolver(), options)
                    .getSingleNode();
            return root == null ? MissingNode.getInstance() : value("", root);
        } catch (MarkedYAMLException e) {
            throw syntax(Optional.ofNullable(e.getProblemMark()), String.valueOf(e.getProblem()), e);
        } catch (YAMLException e) {
            throw syntax(Optional.empty(), firstLine(e), e);
        }
    }

    private JsonNode value(String path, Node node) {
        if (++nodes > MOST_NODES || !open.add(node)) {
            throw syntax(node, "an alias is repeated without end");
        }
        JsonNode value;
        if (node instanceof MappingNode mapping) {
            value = mapping(path, mapping);
        } else if (node instanceof SequenceNode sequence) {
            value = sequence(path, sequence);
        } else {
            value = scalar((ScalarNode) node);
        }
        open.remove(node);
        return value;
    }

    private ObjectNode mapping(String path, MappingNode node) {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(path, tuple.getValueNode(), mapping);
            }
        }
        Set<String> own = new HashSet<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                put(path, tuple, own, mapping);
            }
        }
        return mapping;
    }

    private void put(String path, NodeTuple tuple, Set<String> own, ObjectNode mapping) {
        String key = key(tuple.getKeyNode());
        if (!own.add(key)) {
            throw syntax(tuple.getKeyNode(), "'" + key + "' is there twice");
        }
        String child = path.isEmpty() ? key : path + "." + key;
        lines.put(child, line(tuple.getKeyNode()));
        mapping.set(key, value(child, tuple.getValueNode()));
    }

    /** Of several mappings that are merged in, the first one counts. */
    private void merge(String path, Node from, ObjectNode into) {
        List<Node> sources = from instanceof SequenceNode sequence ? sequence.getValue() : List.of(from);
        for (Node source : sources) {
            if (!(value(path, source) instanceof ObjectNode mapping)) {
                throw syntax(source, "only a mapping can be merged in");
            }
            mapping.fields().forEachRemaining(field -> {
                if (!into.has(field.getKey())) {
                    into.set(field.getKey(), field.getValue());
                }
            });
        }
    }

    private ArrayNode sequence(String path, SequenceNode node) {
        ArrayNode sequence = JsonNodeFactory.instance.arrayNode();
        for (Node item : node.getValue()) {
            String child = path + "[" + sequence.size() + "]";
            lines.put(child, line(item));
            sequence.add(value(child, item));
        }
        return sequence;
    }

    private String key(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw syntax(node, "a key must be a word");
        }
        boolean looksOtherwise = YamlScalar.type(scalar.getValue()) != YamlScalar.Type.TEXT;
        return exact && looksOtherwise && type(scalar) == YamlScalar.Type.TEXT
                ? "'" + scalar.getValue() + "'"
                : scalar.getValue();
    }

    private JsonNode scalar(ScalarNode node) {
        YamlScalar.Type type = type(node);
        if (!exact && type == YamlScalar.Type.TIMESTAMP) {
            return TextNode.valueOf(node.getValue());
        }
        JsonNode value = value(type, node);
        if (!exact && value.isDouble() && !Double.isFinite(value.doubleValue())) {
            throw syntax(node, "'" + node.getValue() + "' is not a finite number");
        }
        return value;
    }

    private JsonNode value(YamlScalar.Type type, ScalarNode node) {
        try {
            return YamlScalar.value(type, node.getValue());
        } catch (NumberFormatException e) {
            throw syntax(Optional.of(node.getStartMark()), "'" + node.getValue() + "' is not a number", e);
        }
    }

    private YamlScalar.Type type(ScalarNode node) {
        YamlScalar.Type type = TAGS.get(node.getTag().getValue());
        if (type == null) {
            throw syntax(node, "the tag " + node.getTag().getValue() + " is not known");
        }
        return type;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private Refusal syntax(Node node, String problem) {
        return syntax(Optional.of(node.getStartMark()), problem, null);
    }

    private Refusal syntax(Optional<Mark> at, String problem, @Nullable Throwable cause) {
        String place = at.map(mark -> ":%d:%d".formatted(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse("");
        String message = "Cannot read " + name + place + ": " + problem + ".";
        String remedy = "Correct the YAML there.";
        return cause == null
                ? Refusal.mistake("yaml.syntax", message, remedy)
                : Refusal.mistake("yaml.syntax", message, remedy, cause);
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("not YAML");
    }

    /** Gives unquoted words their types. */
    private static final class WordResolver extends Resolver {

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            if (kind != NodeId.scalar || !implicit) {
                return super.resolve(kind, value, false);
            } else if (value.equals("<<")) {
                return Tag.MERGE;
            }
            return switch (YamlScalar.type(value)) {
                case NULL -> Tag.NULL;
                case BOOLEAN -> Tag.BOOL;
                case INTEGER -> Tag.INT;
                case FLOAT -> Tag.FLOAT;
                case TIMESTAMP -> Tag.TIMESTAMP;
                case TEXT -> Tag.STR;
            };
        }
    }
}
