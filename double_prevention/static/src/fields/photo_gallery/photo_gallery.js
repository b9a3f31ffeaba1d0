import { Component, useRef, useState } from "@odoo/owl";
import { FileModel } from "@web/core/file_viewer/file_model";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useFileUploader } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { useX2ManyCrud } from "@web/views/fields/relational_utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Photos of a record as thumbnails: a tap shows them large, one button opens the camera
 * of a phone, another the files. The server checks and shrinks what comes in.
 */
export class PhotoGalleryField extends Component {
    static template = "double_prevention.PhotoGalleryField";
    static props = {
        ...standardFieldProps,
        large: { type: Boolean, optional: true },
    };

    setup() {
        this.ui = useService("ui");
        this.notification = useService("notification");
        this.upload = useFileUploader();
        this.viewer = useFileViewer();
        this.operations = useX2ManyCrud(() => this.props.record.data[this.props.name], true);
        this.cameraInput = useRef("camera");
        this.fileInput = useRef("files");
        this.state = useState({ isUploading: false });
    }

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get photos() {
        return this.props.record.data[this.props.name].records.map((record) => ({
            id: record.resId,
            name: record.data.name,
            thumbnail: `/web/image/${record.resId}/640x480`,
        }));
    }

    onPreview(photo) {
        const files = this.props.record.data[this.props.name].records.map((record) =>
            Object.assign(new FileModel(), {
                id: record.resId,
                name: record.data.name,
                mimetype: record.data.mimetype,
            }),
        );
        this.viewer.open(
            files.find((file) => file.id === photo.id),
            files,
        );
    }

    async onFilesChosen(ev) {
        const input = ev.target;
        this.state.isUploading = true;
        try {
            const uploaded = await this.upload("/web/binary/upload_attachment", {
                csrf_token: odoo.csrf_token,
                ufile: [...input.files],
                model: this.props.record.resModel,
                id: this.props.record.resId || 0,
            });
            for (const file of uploaded || []) {
                if (file.error) {
                    this.notification.add(file.error, {
                        title: _t("The photo was not taken over"),
                        type: "danger",
                    });
                } else {
                    await this.operations.saveRecord([file.id]);
                }
            }
        } finally {
            input.value = "";
            this.state.isUploading = false;
        }
    }

    async onRemove(photo) {
        const list = this.props.record.data[this.props.name];
        await this.operations.removeRecord(
            list.records.find((record) => record.resId === photo.id),
        );
    }
}

export const photoGalleryField = {
    component: PhotoGalleryField,
    displayName: _t("Photos"),
    supportedTypes: ["many2many"],
    supportedOptions: [
        {
            label: _t("Large thumbnails"),
            name: "large",
            type: "boolean",
            help: _t("The first photo fills the width, the others follow below."),
        },
    ],
    isEmpty: () => false,
    relatedFields: [
        { name: "name", type: "char" },
        { name: "mimetype", type: "char" },
    ],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
};

registry.category("fields").add("dp_photo_gallery", photoGalleryField);
