package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.common.conf.YamlFile;
import dev.waybill.common.refusal.Refusal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
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
 * Reads YAML as DVC does, which is not quite as Waybill reads its own params: see {@link YamlScalar}. Keys that are not
 * texts, such as class labels, are named as they are written; a text that looks like one keeps its quotes: {@code '0'}.
 */
final class DvcYaml {

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
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<Node> open = new HashSet<>();
    private int nodes;

    private DvcYaml(String name) {
        this.name = name;
    }

    /** Reads a file that holds a mapping, or nothing. */
    static YamlFile read(FileTree files, Path file) {
        String name = files.name(file);
        String text = files.text(file)
                .orElseThrow(() -> Refusal.mistake(
                        "yaml.missing", "Cannot read " + name + ": no such file.", "Create it, or correct the name."));
        return parse(name, text);
    }

    /** Reads a text that holds a mapping, or nothing. */
    static YamlFile parse(String name, String text) {
        return new DvcYaml(name).parse(text);
    }

    /** A file's name for people: its path below the project's home. */
    static String name(Path home, Path file) {
        return home.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize())
                .toString();
    }

    private YamlFile parse(String text) {
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
            Node root = new Composer(new ParserImpl(new StreamReader(text), options), new DvcResolver(), options)
                    .getSingleNode();
            return root == null ? MissingNode.getInstance() : value("", root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw syntax(line, String.valueOf(e.getProblem()), e);
        } catch (YAMLException e) {
            throw syntax(1, String.valueOf(e.getMessage()), e);
        }
    }

    private JsonNode value(String path, Node node) {
        if (++nodes > MOST_NODES || !open.add(node)) {
            throw syntax(line(node), "an alias is repeated without end", null);
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
            throw syntax(line(tuple.getKeyNode()), "'" + key + "' is there twice", null);
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
                throw syntax(line(source), "only a mapping can be merged in", null);
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
            throw syntax(line(node), "a key must be a word", null);
        }
        boolean looksOtherwise = YamlScalar.type(scalar.getValue()) != YamlScalar.Type.TEXT;
        return looksOtherwise && type(scalar) == YamlScalar.Type.TEXT
                ? "'" + scalar.getValue() + "'"
                : scalar.getValue();
    }

    private JsonNode scalar(ScalarNode node) {
        try {
            return YamlScalar.value(type(node), node.getValue());
        } catch (NumberFormatException e) {
            throw syntax(line(node), "'" + node.getValue() + "' is not a number", e);
        }
    }

    private YamlScalar.Type type(ScalarNode node) {
        YamlScalar.Type type = TAGS.get(node.getTag().getValue());
        if (type == null) {
            throw syntax(line(node), "the tag " + node.getTag().getValue() + " is not known", null);
        }
        return type;
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private Refusal syntax(int line, String problem, @Nullable Throwable cause) {
        String message = "Cannot read " + name + ":" + line + ": " + problem + ".";
        String mend = "Correct the YAML there.";
        return cause == null
                ? Refusal.mistake("yaml.syntax", message, mend)
                : Refusal.mistake("yaml.syntax", message, mend, cause);
    }

    /** Gives unquoted words their types. */
    private static final class DvcResolver extends Resolver {

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
