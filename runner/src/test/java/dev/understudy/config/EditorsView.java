package dev.understudy.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.math.BigDecimal;
import java.util.List;

/** A config as an editor sees it: its values are of the types of YAML 1.2's core schema, and the schema finds the errors. */
public final class EditorsView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private final Schema schema;

    public EditorsView(JsonNode schema) {
        // Two words that editors use and the standard ignores.
        Dialect dialect = Dialect.builder(Dialects.getDraft7())
                .keyword(new NonValidationKeyword("patternErrorMessage"))
                .keyword(new NonValidationKeyword("doNotSuggest"))
                .build();
        this.schema = SchemaRegistry.withDefaultDialect(dialect).getSchema(schema);
    }

    /** The errors that it marks in the text of a config. */
    public List<String> marks(String yaml) {
        return marks(Configs.keys(yaml, "a.yaml"));
    }

    List<String> marks(Node root) {
        return schema.validate(json(root)).stream().map(Error::toString).toList();
    }

    private static JsonNode json(Node node) {
        if (node instanceof Node.Keys keys) {
            ObjectNode object = JSON.objectNode();
            keys.map().forEach((key, value) -> object.set(key, json(value.value())));
            return object;
        }
        if (node instanceof Node.Items items) {
            ArrayNode array = JSON.arrayNode();
            items.list().forEach(item -> array.add(json(item)));
            return array;
        }
        Node.Scalar scalar = (Node.Scalar) node;
        String text = scalar.text();
        if (!scalar.plain()) {
            return JSON.textNode(text);
        }
        if (text.isEmpty() || text.equals("~") || text.matches("null|Null|NULL")) {
            return JSON.nullNode();
        }
        if (text.matches("true|True|TRUE|false|False|FALSE")) {
            return JSON.booleanNode(text.equalsIgnoreCase("true"));
        }
        if (text.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
            return JSON.numberNode(new BigDecimal(text.replaceFirst("^\\+", "").replaceFirst("\\.(?![0-9])", "")));
        }
        return JSON.textNode(text);
    }
}
