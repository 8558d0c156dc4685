package dev.waybill.common.section;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.waybill.common.params.Binder;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The SHA-256 of what params say, in one form however they were written: as JSON with sorted keys, without what is as it
 * would be if it were left out, and with SQL as Spark itself would write it. So a key that a later Waybill knows changes
 * no fingerprint until somebody sets it. Another default does not either: whoever changes one has to see to that.
 */
public final class Fingerprint {

    private static final ObjectMapper SCALARS = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .build();

    private Fingerprint() {}

    /** 64 hex digits for records of params, mappings, lists, texts and numbers, by what they are called. */
    public static String of(Map<String, ?> parts) {
        return DigestUtils.sha256Hex(json(parts).getBytes(StandardCharsets.UTF_8));
    }

    static String json(Map<String, ?> parts) {
        return tree(parts).toString();
    }

    private static JsonNode tree(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.<JsonNode>map(Fingerprint::tree).orElse(JsonNodeFactory.instance.nullNode());
        } else if (value instanceof Map<?, ?> mapping) {
            return mapping(mapping);
        } else if (value instanceof Collection<?> items) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> list.add(tree(item)));
            return list;
        }
        JsonNode scalar = SCALARS.valueToTree(value);
        return value instanceof Record record && scalar.isObject() ? mapping(set(record)) : scalar;
    }

    private static ObjectNode mapping(Map<?, ?> values) {
        SortedMap<String, JsonNode> sorted = new TreeMap<>();
        values.forEach((key, value) -> sorted.put(String.valueOf(key), tree(value)));
        return JsonNodeFactory.instance.objectNode().setAll(sorted);
    }

    /** The components of a record that say something, by their keys. */
    private static Map<String, Object> set(Record record) {
        Map<String, Object> set = new TreeMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(component, record);
            if (!isLeftOut(component, value)) {
                set.put(Binder.key(component), component.isAnnotationPresent(Sql.class) ? canonical(value) : value);
            }
        }
        return set;
    }

    private static Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component, e);
        }
    }

    private static boolean isLeftOut(RecordComponent component, Object value) {
        return value.equals(Optional.empty())
                || value.equals(List.of())
                || value.equals(Map.of())
                || Binder.fallback(component).filter(value::equals).isPresent();
    }

    private static Object canonical(Object sql) {
        if (!(sql instanceof Map<?, ?> mapping)) {
            return SqlExpressions.canonical((String) sql);
        }
        Map<String, String> canonical = new TreeMap<>();
        mapping.forEach((name, each) -> canonical.put((String) name, SqlExpressions.canonical((String) each)));
        return canonical;
    }
}
