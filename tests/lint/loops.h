/* SPDX-License-Identifier: GPL-2.0-only */
/* What cppcheck, which does not read system headers, has to know of libmnl and jansson. */
#define mnl_attr_for_each(attr, nlh, offset)	while (next_attr(&(attr), nlh, offset))
#define mnl_attr_for_each_nested(attr, nest)	while (next_attr(&(attr), nest, 0))
#define json_array_foreach(array, i, value)	while (next_value(array, &(i), &(value)))
#define json_object_foreach(object, key, value)	while (next_value(object, &(key), &(value)))
