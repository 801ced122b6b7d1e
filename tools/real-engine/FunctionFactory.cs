using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.EventGrid;
using Newtonsoft.Json.Linq;
using Binder = Microsoft.Azure.WebJobs.Binder;

namespace SqlMiCutover.RealEngine;

/// <summary>A function as its calls need it: the type of its trigger, its parameters by name, the trigger first.</summary>
public sealed record FunctionInfo(string Name, string Trigger, string[] Parameters);

/// <summary>Makes the type Host.Functions with a static method for each registered function, as the script host does.</summary>
public static class FunctionFactory
{
    const string TypeName = "Host.Functions";

    public static Dictionary<string, FunctionInfo> Infos { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static Type Make(IEnumerable<JObject> registrations)
    {
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(TypeName), AssemblyBuilderAccess.Run)
            .DefineDynamicModule(TypeName)
            .DefineType(TypeName, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        foreach (var registration in registrations) AddMethod(type, registration);
        return type.CreateType();
    }

    public static JProperty TriggerOf(JObject registration) =>
        ((JObject)registration["bindings"]).Properties().Single(IsTrigger);

    static bool IsTrigger(JProperty binding) =>
        ((string)binding.Value["type"]).EndsWith("trigger", StringComparison.OrdinalIgnoreCase);

    static void AddMethod(TypeBuilder type, JObject registration)
    {
        var name = (string)registration["name"];
        var trigger = TriggerOf(registration);
        var kind = (string)trigger.Value["type"];
        var inputs = ((JObject)registration["bindings"]).Properties()
            .Where(one => !IsTrigger(one) && (string)one.Value["direction"] == "in").ToList();
        var (triggerType, attribute) = ParameterOf(kind, (JObject)trigger.Value);
        Type[] parameters = [triggerType, .. inputs.Select(_ => typeof(string)), typeof(Binder)];
        var returns = kind is "orchestrationTrigger" or "activityTrigger" or "entityTrigger";

        var method = type.DefineMethod(
            name,
            MethodAttributes.Public | MethodAttributes.Static,
            returns ? typeof(Task<object>) : typeof(Task),
            parameters);
        method.SetCustomAttribute(Make(typeof(FunctionNameAttribute), [name]));
        if (attribute is null) method.SetCustomAttribute(Make(typeof(NoAutomaticTriggerAttribute), []));
        var first = method.DefineParameter(1, ParameterAttributes.None, trigger.Name);
        if (attribute is not null) first.SetCustomAttribute(attribute);
        foreach (var (at, input) in inputs.Index())
            method.DefineParameter(2 + at, ParameterAttributes.None, input.Name)
                .SetCustomAttribute(ClientAttribute(name, (JObject)input.Value));
        method.DefineParameter(parameters.Length, ParameterAttributes.None, "_binder");

        var entry = returns ? nameof(Dispatch.Run) : nameof(Dispatch.RunAndForget);
        WriteBody(method.GetILGenerator(), name, parameters, typeof(Dispatch).GetMethod(entry));
        Infos[name] = new FunctionInfo(name, kind, [trigger.Name, .. inputs.Select(one => one.Name)]);
    }

    /// <summary>return entry(name, [every argument]);</summary>
    static void WriteBody(ILGenerator code, string name, Type[] parameters, MethodInfo entry)
    {
        code.Emit(OpCodes.Ldstr, name);
        code.Emit(OpCodes.Ldc_I4, parameters.Length);
        code.Emit(OpCodes.Newarr, typeof(object));
        foreach (var (at, parameter) in parameters.Index())
        {
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Ldc_I4, at);
            code.Emit(OpCodes.Ldarg, at);
            if (parameter.IsValueType) code.Emit(OpCodes.Box, parameter);
            code.Emit(OpCodes.Stelem_Ref);
        }
        code.Emit(OpCodes.Call, entry);
        code.Emit(OpCodes.Ret);
    }

    /// <summary>The type of the trigger's value and its attribute; an HTTP function is called by the router and has none.</summary>
    static (Type, CustomAttributeBuilder) ParameterOf(string kind, JObject options) => kind switch
    {
        "httpTrigger" => (typeof(string), null),
        "timerTrigger" => (
            typeof(TimerInfo),
            Make(
                typeof(TimerTriggerAttribute), [(string)options["schedule"]], options, "runOnStartup", "useMonitor")),
        "blobTrigger" => (
            IsByReference(options) ? typeof(ParameterBindingData) : typeof(byte[]),
            Make(typeof(BlobTriggerAttribute), [(string)options["path"]], options, "source", "connection")),
        "eventGridTrigger" => (typeof(string), Make(typeof(EventGridTriggerAttribute), [])),
        "orchestrationTrigger" => (typeof(string), Make(typeof(OrchestrationTriggerAttribute), [])),
        "activityTrigger" => (typeof(string), Make(typeof(ActivityTriggerAttribute), [])),
        "entityTrigger" => (typeof(string), Make(typeof(EntityTriggerAttribute), [])),
        _ => throw new NotSupportedException($"trigger {kind}"),
    };

    static bool IsByReference(JObject options) =>
        string.Equals((string)options["properties"]?["supportsDeferredBinding"], "true", StringComparison.OrdinalIgnoreCase);

    static CustomAttributeBuilder ClientAttribute(string function, JObject binding) =>
        (string)binding["type"] is "durableClient" or "orchestrationClient"
            ? Make(typeof(DurableClientAttribute), [], binding, "taskHub", "connectionName")
            : throw new NotSupportedException($"{function}: input binding {binding["type"]}");

    /// <summary>An attribute with constructor arguments; each option that is given sets the property of the same name.</summary>
    static CustomAttributeBuilder Make(Type type, object[] arguments, JObject options = null, params string[] settable)
    {
        var constructor = type.GetConstructor([.. arguments.Select(one => one.GetType())]);
        var set = settable
            .Where(name => options[name] is { Type: not JTokenType.Null })
            .Select(name => (Property: PropertyOf(type, name), Value: options[name]))
            .Where(one => one.Property.CanWrite)
            .ToList();
        return new CustomAttributeBuilder(
            constructor,
            arguments,
            [.. set.Select(one => one.Property)],
            [.. set.Select(one => ValueFor(one.Property.PropertyType, one.Value))]);
    }

    static PropertyInfo PropertyOf(Type type, string option) =>
        type.GetProperty(option, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    static object ValueFor(Type type, JToken value) =>
        type.IsEnum ? Enum.Parse(type, (string)value, true) : value.ToObject(type);
}
