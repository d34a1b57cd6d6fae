using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace Ricap.Testing;

/// <summary>
/// Which types a type refers to, as compiled: in its bases, members, attributes and in every instruction of its methods.
/// What the compiler makes of a type (lambdas, iterators) counts as the type itself. Constants leave no trace.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Value);

    /// <summary>The type a person wrote that another one lies in: itself, or the outermost around it.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>Everything one type refers to, types nested in it left aside.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, type.BaseType);
        type.GetInterfaces().ToList().ForEach(i => Add(found, i));
        AddAttributes(found, type);
        foreach (Type parameter in type.GetGenericArguments())
        {
            Add(found, parameter);
        }

        foreach (MemberInfo member in type.GetMembers(All))
        {
            AddAttributes(found, member);
            AddMember(found, member);
            if (member is MethodBase method)
            {
                AddBody(found, method);
            }
        }

        return found;
    }

    private static void AddAttributes(HashSet<Type> found, MemberInfo member)
    {
        foreach (CustomAttributeData attribute in member.GetCustomAttributesData())
        {
            Add(found, attribute.AttributeType);
        }
    }

    private static void AddMember(HashSet<Type> found, MemberInfo member)
    {
        switch (member)
        {
            case FieldInfo field:
                Add(found, field.FieldType);
                break;
            case PropertyInfo property:
                Add(found, property.PropertyType);
                break;
            case MethodBase method:
                Add(found, (method as MethodInfo)?.ReturnType);
                method.GetParameters().ToList().ForEach(parameter => Add(found, parameter.ParameterType));
                break;
        }
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        body.LocalVariables.ToList().ForEach(local => Add(found, local.LocalType));
        body.ExceptionHandlingClauses
            .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
            .ToList()
            .ForEach(clause => Add(found, clause.CatchType));

        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        foreach (int token in Tokens(body.GetILAsByteArray()!))
        {
            MemberInfo named = method.Module.ResolveMember(token, typeArguments, methodArguments)!;
            Add(found, named as Type ?? named.DeclaringType);
            AddMember(found, named);
            if (named is MethodInfo { IsGenericMethod: true } generic)
            {
                generic.GetGenericArguments().ToList().ForEach(argument => Add(found, argument));
            }
        }
    }

    /// <summary>The metadata tokens of types, methods and fields in a method's instructions.</summary>
    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (int at = 0; at < il.Length;)
        {
            short value = il[at++];
            if (value == OpCodes.Prefix1.Value)
            {
                value = (short)((OpCodes.Prefix1.Value << 8) | il[at++]);
            }

            OpCode code = OpCodesByValue[value];
            switch (code.OperandType)
            {
                case OperandType.InlineType or OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok:
                    yield return BitConverter.ToInt32(il, at);
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(il, at));
                    break;
                default:
                    at += Length(code.OperandType);
                    break;
            }
        }
    }

    private static int Length(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static void Add(HashSet<Type> found, Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(found, type.GetElementType());
            return;
        }

        if (type.IsFunctionPointer)
        {
            Add(found, type.GetFunctionPointerReturnType());
            type.GetFunctionPointerParameterTypes().ToList().ForEach(parameter => Add(found, parameter));
            return;
        }

        if (type.IsConstructedGenericType)
        {
            type.GetGenericArguments().ToList().ForEach(argument => Add(found, argument));
            type = type.GetGenericTypeDefinition();
        }

        found.Add(Outermost(type));
    }
}
